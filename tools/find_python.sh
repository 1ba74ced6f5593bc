#!/bin/bash
# Print the Python that makes the environment: $PYTHON if it is set, else the first that is new enough.
# 3.11 to 3.13 have wheels for everything in requirements.lock, so these are tried first.
set -u
supported='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'
can_make='import ensurepip, venv'

if [ -n "${PYTHON:-}" ]; then
  candidates=("$PYTHON")
else
  candidates=(python3 python3.13 python3.12 python3.11 python)
fi

without_venv=
for check in "$supported" "$new_enough"; do
  for python in "${candidates[@]}"; do
    "$python" -c "$check" >/dev/null 2>&1 || continue
    if "$python" -c "$can_make" >/dev/null 2>&1; then
      [ "$check" = "$supported" ] ||
        echo "note: requirements.lock was made for Python 3.11 to 3.13; a newer one may need a C compiler" >&2
      echo "$python"
      exit 0
    fi
    without_venv=${without_venv:-$python}
  done
done

if [ -n "$without_venv" ]; then
  version=$("$without_venv" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  echo "error: $without_venv (Python $version) cannot make environments: its venv module is missing." >&2
  echo "On Debian and Ubuntu: sudo apt-get install python3-venv (or python$version-venv)" >&2
else
  found=$("${candidates[0]}" --version 2>&1) || found="no ${candidates[0]} that runs"
  echo "error: Python 3.11 or newer is needed; found: $found." >&2
  echo "Install one (Debian, Ubuntu: sudo apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python3.12 ..." >&2
fi
exit 1
