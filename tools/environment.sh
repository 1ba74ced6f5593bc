#!/bin/bash
# Make .venv hold exactly the versions in requirements.lock, and this package itself, editable.
# An interrupted installation leaves no stamp (.venv/installed), so the next run takes it up again.
set -eu
stamp=.venv/installed
usable='import pip, sys; sys.exit(sys.version_info < (3, 11))'

here=$(cat .venv/place 2>/dev/null || true)
if [ "$here" != "$PWD" ] || ! .venv/bin/python -c "$usable" >/dev/null 2>&1; then
  # A new place, a half-made environment, or one whose Python is gone or too old: begin afresh.
  python=$(tools/find_python.sh)
  echo "making .venv with $("$python" --version)"
  rm -rf .venv
  "$python" -m venv .venv
  echo "$PWD" >.venv/place
fi
rm -f "$stamp"

pip=(.venv/bin/python -m pip --disable-pip-version-check --no-input)
# --use-pep517: one old source package would otherwise need the wheel package in .venv.
"${pip[@]}" install --use-pep517 -r requirements.lock
"${pip[@]}" install --quiet --no-deps --no-build-isolation -e .
"${pip[@]}" check
echo "$PWD" >"$stamp"
