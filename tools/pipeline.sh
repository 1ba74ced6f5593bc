#!/bin/bash
# Have Snakemake make TARGET (runs, chapters) of the edition $EDITION, with the data $DATA if that is set.
set -eu
config=("edition=$EDITION")
if [ -n "$DATA" ]; then
  # Snakemake strips quotes and reads the rest as YAML: in a literal block, a path stays what it is.
  config+=($'data=|2-\n  '"$DATA"$'\n')
fi
exec .venv/bin/python -m snakemake --cores all --config "${config[@]}" -- "$1"
