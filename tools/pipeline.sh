#!/bin/bash
# Have Snakemake make TARGET (runs, chapters) of the edition $EDITION, with the data $DATA if that is set.
set -eu
config=("edition=$EDITION")
if [ -n "$DATA" ]; then
  # Snakemake strips quotes and reads the rest as YAML: in a literal block, a path stays what it is.
  config+=($'data=|2-\n  '"$DATA"$'\n')
fi
# Snakemake's own lock outlives a killed run and would ask the user to unlock; this one ends with its process.
mkdir -p .snakemake
if command -v flock >/dev/null; then
  exec 9>.snakemake/pipeline.lock
  flock -n 9 || { echo "error: another make is running the pipeline in this folder; wait for it" >&2; exit 2; }
fi
exec .venv/bin/python -m snakemake --cores all --nolock --rerun-incomplete --keep-going --quiet all \
  --config "${config[@]}" -- "$1"
