#!/bin/bash
# Make the environment hold exactly the versions in requirements.lock, and this package itself, editable. Which one that
# is tools/which_environment.sh says. `tools/environment.sh current` only asks whether that is done; status 0: yes.
#
#   TORCH=cpu       take torch's build without CUDA; it stays until TORCH=default takes what the package index has first
#   YES=1           change versions of packages that a conda environment holds already
#
# A stamp, `installed`, holds the project's folder; an interrupted installation leaves none, so the next run takes it
# up again. A stamp from another place (a copied folder), or older than what it rests on, means: install again.
set -eu
here=$(pwd -P)
bin=$(tools/which_environment.sh)
export PYTHONNOUSERSITE=1 # packages in the home folder are no part of it
torch_version=$(sed -n 's/^torch==//p' requirements.lock)
supported='import pip, sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
usable='import pip, sys; sys.exit(sys.version_info < (3, 11))'
if [ "$bin" = "$here/.venv/bin" ]; then
  kind=venv state=.venv
else
  kind=conda state=${bin%/bin}/fer-lib
fi

current() {
  [ -x "$bin/python" ] && [ "$(cat "$state/installed" 2>/dev/null)" = "$here" ] || return 1
  [ -z "${TORCH:-}" ] || [ "$TORCH" = "$(cat "$state/torch" 2>/dev/null || echo default)" ] || return 1
  for file in requirements.lock pyproject.toml tools/environment.sh; do
    [ ! "$file" -nt "$state/installed" ] || return 1
  done
}

case ${TORCH:-} in
  "" | cpu | default) ;;
  *) echo "error: TORCH=$TORCH: cpu or default is expected" >&2 && exit 2 ;;
esac
if [ "${1:-}" = current ]; then
  current && exit 0 || exit 1
fi

begin_venv() {
  if [ -n "${VIRTUAL_ENV:-}" ] && ! [ "$VIRTUAL_ENV" -ef .venv ]; then
    echo "note: the activated virtual environment $VIRTUAL_ENV is not used and stays as it is; the project has its own, .venv"
  fi
  if [ "$(cat .venv/place 2>/dev/null)" != "$here" ] || ! "$bin/python" -c "$usable" >/dev/null 2>&1; then
    # A new place, a half-made environment, or one whose Python is gone or too old: begin afresh.
    python=$(tools/find_python.sh)
    echo "making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv
    echo "$here" >.venv/place
    echo "$kept" >.venv/torch
  fi
}

begin_conda() {
  echo "using the activated conda environment $CONDA_DEFAULT_ENV, not .venv"
  if ! "$bin/python" -c "$supported" >/dev/null 2>&1; then
    found=$("$bin/python" --version 2>&1) || found="no Python"
    echo "error: the conda environment $CONDA_DEFAULT_ENV has $found; Python 3.11 to 3.13 with pip is needed." >&2
    echo "conda install python=3.11 pip, or conda deactivate: then make uses an environment of its own, .venv" >&2
    exit 2
  fi
  # One that we have filled before is ours; in another one, nothing that is there may change unasked.
  if [ ! -e "$state/place" ] && [ -z "${YES:-}" ]; then
    "$bin/python" tools/version_changes.py requirements.lock || exit 2
  fi
  mkdir -p "$state"
  echo "$here" >"$state/place"
}

kept=$(cat "$state/torch" 2>/dev/null || echo default)
chosen=${TORCH:-$kept}
begin_$kind
rm -f "$state/installed"
pip=("$bin/python" -m pip --disable-pip-version-check --no-input)

# torch's build without CUDA is a version of its own, torch==VERSION+cpu, in package indexes that have it.
install_cpu_torch() {
  [ "$(uname)" = Linux ] || return 0 # elsewhere there is no CUDA in any build
  local said status=0
  said=$(mktemp)
  "${pip[@]}" install --no-deps "torch==$torch_version+cpu" 2>"$said" || status=$?
  cat "$said" >&2
  if grep -q "No matching distribution" "$said"; then
    echo "error: TORCH=cpu: your package index has no CPU build of torch $torch_version for this machine and its Python." >&2
    echo "pytorch.org, under Get Started, names the index for CPU. Give its address to pip:" >&2
    echo "  make setup TORCH=cpu PIP_EXTRA_INDEX_URL=ADDRESS" >&2
    echo "or leave TORCH=cpu out: the usual build also works without a GPU, and takes about 5 GB more." >&2
  fi
  rm -f "$said"
  [ "$status" = 0 ] || exit "$status"
  if [ $kind = venv ]; then # what the usual build had brought; a conda environment may need it for others
    cuda=$("${pip[@]}" list --format=freeze | sed -nE 's/^((nvidia|cuda)-[^=]*|triton)==.*/\1/p')
    [ -z "$cuda" ] || "${pip[@]}" uninstall --quiet --yes $cuda
  fi
}

if [ "$chosen" = cpu ]; then
  install_cpu_torch
elif [ "$kept" = cpu ]; then
  "${pip[@]}" uninstall --quiet --yes torch
elif [ "$(uname)" = Linux ] && ! command -v nvidia-smi >/dev/null &&
  ! "$bin/python" -c 'import importlib.util, sys; sys.exit(not importlib.util.find_spec("torch"))'; then
  echo "note: there is no NVIDIA GPU here. If pip now begins to load CUDA libraries (3 GB), end it with Ctrl-C and give"
  echo "      make setup TORCH=cpu"
fi
# --use-pep517: one old source package would otherwise need the wheel package.
"${pip[@]}" install --use-pep517 -r requirements.lock
"${pip[@]}" install --quiet --no-deps --no-build-isolation -e .
# What else a conda environment holds may have had conflicts before.
"${pip[@]}" check || [ $kind = conda ]
echo "$chosen" >"$state/torch"
echo "$here" >"$state/installed"
