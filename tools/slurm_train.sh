#!/bin/bash
# One training that the GPUs of one or several nodes of a Slurm cluster share, through torchrun. From the project's
# folder:
#
#   sbatch --nodes 2 --gpus-per-node 4 --time 8:00:00 tools/slurm_train.sh presets/report-d-cnn.yaml -p data DATA
#
# Before the script's name stand sbatch's options (--partition, --account …), after it those of
# `python -m fer_lib train`. Without --gpus-per-node it trains on processors, one process a node. A training that
# the time limit cut off goes on from its last epoch when the same command is given again.
#SBATCH --job-name=fer-train
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=4
#SBATCH --mem=16G
#SBATCH --time=4:00:00
set -eu
# A job may have several nodes; the processes meet at the first one's address. The port belongs to this job.
first=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)
address=$(scontrol show node "$first" | sed -n 's/.*NodeAddr=\([^ ]*\).*/\1/p')
export SRUN_CPUS_PER_TASK=$SLURM_CPUS_PER_TASK # from Slurm 22.05 on, srun no longer takes it from sbatch
exec srun "$(tools/which_environment.sh)/python" -m torch.distributed.run --nnodes "$SLURM_NNODES" \
  --nproc-per-node "${SLURM_GPUS_ON_NODE:-1}" --rdzv-backend c10d --rdzv-id "$SLURM_JOB_ID" \
  --rdzv-endpoint "$address:$((20000 + SLURM_JOB_ID % 20000))" -m fer_lib train "$@"
