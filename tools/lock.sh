#!/bin/bash
# Renew requirements.lock: the exact version of everything that pyproject.toml names and of what that needs in turn,
# for every system of [tool.uv]. Versions that stand in the lock stay; `make lock UPGRADE=1` takes the newest.
set -eu
new=requirements.lock.new
trap 'rm -f "$new" "$new.all"' EXIT
cp requirements.lock "$new.all"
tools/in_environment.sh uv pip compile pyproject.toml --extra dev --universal --python-version 3.11.0 --quiet --no-header --no-annotate \
  ${UPGRADE:+--upgrade} --constraint tools/constraints.txt --output-file "$new.all"
{
  cat <<'HEADER'
# The exact environment: all packages of pyproject.toml and what these need, nothing else. Do not edit:
# `make lock` renews it (tools/lock.sh). `make setup` installs it, Python 3.11 to 3.13, Linux and macOS.
# On Linux the usual torch wheel brings the CUDA libraries that it pins itself; a CPU build has none.
HEADER
  # Markers that hold wherever the lock does say nothing.
  grep -vE '^(#|nvidia-|cuda-|triton)' "$new.all" |
    sed -E "s/python_full_version < '3.14' and //; s/ ; \(?sys_platform == 'darwin' or sys_platform == 'linux'\)?$//;
            s/ and \(sys_platform == 'darwin' or sys_platform == 'linux'\)$//"
} >"$new"
mv "$new" requirements.lock
