#!/bin/bash
# Cancel the jobs that an earlier, killed `make batch` of this folder has left in Slurm's queue: nobody waits for them,
# and no training may run twice. Their trainings go on from the last finished epoch.
set -eu
command -v squeue >/dev/null || exit 0
here=$(pwd -P)
mine() {
  squeue --me --noheader --format='%i|%k|%Z' | while IFS='|' read -r job comment folder; do
    case $comment in
      rule_*) [ "$folder" != "$here" ] || echo "$job" ;;
    esac
  done
}
jobs=$(mine)
[ -n "$jobs" ] || exit 0
echo "cancelling what an earlier command has left in the queue: Slurm job" $jobs
scancel $jobs
for _ in {1..120}; do # Slurm gives a job half a minute to end, or as long as the cluster's KillWait says
  [ -n "$(mine)" ] || exit 0
  sleep 0.5
done
echo "error: these jobs do not end: $(mine | tr '\n' ' ')(squeue --me shows them)" >&2
exit 2
