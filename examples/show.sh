#!/bin/sh
# Read two rules of an invented municipality as its caseworkers would: in words, with their findings and as Markdown.
# For a page: routing rules show examples/show --format html --out watch.html
set -e
cd examples
routing rules show show alone-after-discharge alone-watched
routing rules show show alone-after-discharge --lang en
routing rules show show --graph --lang en
routing rules show show alone-watched --format markdown --lang ja
