#!/bin/bash
# Have Snakemake make TARGET (runs, chapters) of the edition $EDITION. From the environment:
#
#   DATA, DIGITS, MASKS   paths of the user's own data, if set; the Snakefile reads them itself
#   JOBS                  jobs at a time; by default one a GPU, or one a core
#   GPUS                  so many GPUs, one a training; by default all that are there, 0: none
#   PROFILE               a folder of profiles/: how and where the jobs run
#   WITHOUT_FAILED        if set, chapters are made without the trainings that have failed, which are not tried again
#
# Exit status: 1 if something failed; for chapters each then has a page, be it a note on why it failed. 2: no chapter.
set -eu
profile=${PROFILE:-local}
if [ ! -d "profiles/$profile" ]; then
  echo "error: PROFILE=$profile: there is no folder profiles/$profile (there are: $(cd profiles && echo *))" >&2
  exit 2
fi
for name in JOBS GPUS; do
  case ${!name:-0} in
    *[!0-9]*) echo "error: $name=${!name}: a whole number is expected" >&2 && exit 2 ;;
  esac
done

config=("edition=$EDITION")
# A console that lacks a sign ends nothing.
encoding=${PYTHONIOENCODING:-}
export PYTHONIOENCODING=${encoding%%:*}:backslashreplace
python=$(tools/which_environment.sh)/python

# The GPUs of this machine, or those that were set aside for us, as CUDA_VISIBLE_DEVICES names them.
devices() {
  if [ -n "${CUDA_VISIBLE_DEVICES+set}" ]; then
    echo "$CUDA_VISIBLE_DEVICES" | tr ',' ' '
  elif command -v nvidia-smi >/dev/null; then
    nvidia-smi --query-gpu=index --format=csv,noheader 2>/dev/null || true
  fi
}

if [ "$profile" = local ]; then
  read -ra found <<<"$(devices | tr '\n' ' ')" || true
  gpus=${GPUS:-${#found[@]}}
  if [ "$gpus" -gt "${#found[@]}" ]; then
    echo "error: GPUS=$gpus: this machine has ${#found[@]}" >&2
    exit 2
  fi
  if [ "$gpus" -gt 0 ]; then
    FER_GPUS=$(IFS=, && echo "${found[*]:0:gpus}") && export FER_GPUS # tools/job.py gives each training one
    config+=("gpus=$gpus")
    JOBS=${JOBS:-$gpus}
  elif [ "${#found[@]}" -gt 0 ]; then
    export CUDA_VISIBLE_DEVICES=
  fi
  cores=$(getconf _NPROCESSORS_ONLN)
  if [ -n "${JOBS:-}" ]; then
    # So many jobs at a time share the cores evenly.
    [ "$JOBS" -gt 0 ] || { echo "error: JOBS=0: at least one job has to run" >&2 && exit 2; }
    config+=("jobs=$JOBS")
    cores=$((JOBS * (cores > JOBS ? cores / JOBS : 1)))
  fi
  limits=(--cores "$cores" --resources "gpu=$gpus")
else
  limits=(${JOBS:+--jobs "$JOBS"})
fi

# Snakemake's own lock outlives a killed run and would ask the user to unlock; this one ends with its process.
if ! { mkdir -p .snakemake && echo $$ >.snakemake/begun; } then # it says why: a full disk, a folder to be read only
  echo "error: $PWD cannot be written; make room there, or change its permissions" >&2
  exit 2
fi
if command -v flock >/dev/null; then
  exec 9>.snakemake/pipeline.lock
  # One that was killed a moment ago may still be ending.
  flock -w 5 9 || { echo "error: another make is running the pipeline in this folder; wait for it" >&2; exit 2; }
fi
[ "$profile" != local ] || limits+=(--quiet progress rules host reason)
[ "$profile" = local ] || tools/slurm_leftovers.sh
snakemake() { # TARGET [KEY=VALUE…]
  local command=("$python" -m snakemake --nolock --rerun-incomplete --keep-going
    --workflow-profile "profiles/$profile" ${limits[@]+"${limits[@]}"} --config "${config[@]}" "${@:2}" -- "$1")
  if [ "$profile" = local ]; then
    # What jobs print goes to stdout; of Snakemake's own words, on stderr, its errors are shown.
    (set -o pipefail && { "${command[@]}" 2>&1 >&3 | "$python" -m tools.snakemake_messages >&2; } 3>&1)
  else
    # What jobs print stays on their nodes; what the scheduler says of them is all that there is to see.
    (set -o pipefail && "${command[@]}" 2>&1 | "$python" -m tools.slurm_messages)
  fi
}
failed_trainings() { "$python" -m tools.failed_chapters "$EDITION" --trainings; }

trap 'exit 130' INT TERM # who ends it does not want notes on what is missing
status=0
without=
[ -z "${WITHOUT_FAILED:-}" ] || without=$(failed_trainings) || exit 2
snakemake "$1" ${without:+"without=,$without"} || status=$?
if [ "$1" = chapters ] && [ "$status" != 0 ] && [ -z "$without" ]; then
  # Every chapter waits for all trainings: those that do not need the failed ones are made now.
  # Where the edition or its contents cannot be, Snakemake has said why, and there is nothing to write notes on.
  without=$(failed_trainings 2>/dev/null) || exit 2
  [ -z "$without" ] || snakemake "$1" "without=,$without" || true
fi
if [ "$status" != 0 ]; then
  "$python" -m fer_lib status "$EDITION" --failed >&2 || true
fi
if [ "$1" = chapters ]; then
  "$python" -m tools.failed_chapters "$EDITION" || status=2
fi
exit "$status"
