#!/bin/sh
# Why the support center leads for a mother and her withdrawn son, and why the child guidance center has no part in it.
set -e
routing why examples/kinuta/household-8050.yaml support_center --lang en --ids
routing why examples/kinuta/dv.yaml child_guidance
routing why-not examples/kinuta/heat.yaml health_center --lang en --ids
routing why-not examples/kinuta/household-8050.yaml child_guidance
