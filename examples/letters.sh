#!/bin/sh
# One household: a letter to the son in plain Japanese, and a sheet that tells of the mother alone, who agreed.
set -e
routing letter examples/kinuta/household-8050.yaml --about b --plain
routing sheet examples/kinuta/household-8050.yaml self_reliance
# a statutory report needs no consent; it tells of the child alone, and who harms it
routing sheet examples/setagaya/one-harms-two.yaml child_family --lang en
