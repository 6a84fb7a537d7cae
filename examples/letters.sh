#!/bin/sh
# One household, two letters and a sheet: each reader learns what concerns them, and nothing else.
set -e
routing letter examples/kinuta/household-8050.yaml --about a --lang en
routing letter examples/kinuta/household-8050.yaml --about b
routing letter examples/kinuta/household-8050.yaml --about b --plain
routing sheet examples/kinuta/household-8050.yaml self_reliance
# nothing may be told to the health center yet: the son has not been asked
routing sheet examples/kinuta/household-8050.yaml health_center || test $? -eq 1
# a statutory report needs no consent; it tells of the child alone, and who harms it
routing sheet examples/setagaya/one-harms-two.yaml child_family --lang en
