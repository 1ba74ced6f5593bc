#!/bin/bash
# Print the bin folder of the Python environment that everything here uses: the one place that decides it.
#
#   an activated conda environment, unless it is base, or .venv was activated as well: that one
#   else: .venv, which `make setup` makes, whatever other virtual environment is activated
set -u
if [ -n "${CONDA_PREFIX:-}" ] && [ "${CONDA_DEFAULT_ENV:-base}" != base ] && ! [ "${VIRTUAL_ENV:-}" -ef .venv ]; then
  echo "$CONDA_PREFIX/bin"
else
  echo "$(pwd -P)/.venv/bin"
fi
