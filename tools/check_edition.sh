#!/bin/bash
# Refuse a wrong EDITION or DATA at once, before minutes are spent on installing. With `name-only`, DATA is not asked for.
set -u
file="editions/$EDITION.yaml"
[ ! -f "reports/$EDITION/edition.yaml" ] || file="reports/$EDITION/edition.yaml"
if [ ! -f "$file" ]; then
  echo "error: there is no edition \"$EDITION\" ($file). The editions are:" >&2
  for known in editions/*.yaml; do
    [ -f "$known" ] && echo "  $(basename "$known" .yaml)" >&2
  done
  for known in reports/*/edition.yaml; do
    [ -f "$known" ] && echo "  $(basename "$(dirname "$known")")" >&2
  done
  exit 2
fi
[ "${1:-}" != name-only ] || exit 0

for name in DATA DIGITS MASKS; do
  case ${!name:-} in
    "" | synthetic | shapes | digits | masks) continue ;; # nothing, or a built-in set
  esac
  if [ ! -e "${!name}" ]; then
    echo "error: $name=${!name} does not exist. Name a file or folder with your data, e.g. DATA=/path/to/fer2013.csv" >&2
    exit 2
  fi
done
if [ -z "$DATA" ] && grep -Eq '^ +source: *(null|~)? *(#.*)?$' "$file" &&
  [ ! -d "runs/$EDITION/data" ]; then
  echo "error: the edition \"$EDITION\" needs your data: make report EDITION=$EDITION DATA=/path/to/fer2013.csv" >&2
  echo "(or a folder of images; python -m fer_lib data check PATH says whether yours can be read)" >&2
  exit 2
fi
