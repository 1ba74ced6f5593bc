#!/bin/bash
# Run a command as a named stage: say so, and add a line "name<TAB>seconds<TAB>status" to the stages file,
# which tools/summary.py reads. The status is the command's own.
#
#   tools/stage.sh NAME COMMAND [ARGUMENT...]
set -u
name=$1
shift
file=${STAGES:-book/_build/stages.tsv}

# The command is no part of this make: LaTeX builds call make themselves and must not get our options.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES MAKEFILES

printf '\n==> %s\n' "$name"
begin=$(date +%s)
"$@"
status=$?
seconds=$(($(date +%s) - begin))
mkdir -p "$(dirname "$file")"
printf '%s\t%d\t%d\n' "$name" "$seconds" "$status" >>"$file"
if [ "$status" != 0 ]; then
  printf '\nFAILED: %s, after %d s\n' "$name" "$seconds" >&2
fi
exit "$status"
