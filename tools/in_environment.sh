#!/bin/bash
# Run a program of the project's environment: tools/in_environment.sh ruff check
set -eu
bin=$(tools/which_environment.sh)
PATH="$bin:$PATH" exec "$bin/$1" "${@:2}"
