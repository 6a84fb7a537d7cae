#!/bin/sh
# What a new version of an agreement changes, in words, and which cases go elsewhere by it.
# It ends with 1 where some are decided differently.
cd examples
routing rules diff show diff --lang en
routing rules diff show diff --generated 0 --format markdown
test $? = 1
