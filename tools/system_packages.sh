#!/bin/bash
# Install the system packages that are lacking: as root on Debian and Ubuntu; elsewhere say what to run.
# They are for the PDFs and the tests only, so nothing here stops the way to the site: always exits 0.
#
#   tools/system_packages.sh report    XeLaTeX and fonts, for the PDFs
#   tools/system_packages.sh tests     Chromium, for the tests of the site, and Slurm, for those of batches on a cluster
set -u
case ${1:-} in
  report)
    purpose="for PDFs by XeLaTeX"
    wanted=(latexmk texlive-xetex texlive-latex-extra texlive-fonts-recommended texlive-lang-chinese
      fontconfig fonts-freefont-otf fonts-noto-cjk)
    ;;
  tests)
    purpose="for the tests of the site and of batches on a cluster"
    wanted=(munge slurmctld slurmd slurm-client)
    # Any Slurm will do, and any browser of the family, however they were installed.
    command -v sbatch >/dev/null && wanted=()
    for browser in chromium chromium-browser google-chrome google-chrome-stable none; do
      command -v "$browser" >/dev/null && break
    done
    [ "$browser" != none ] || wanted+=(chromium)
    [ ${#wanted[@]} != 0 ] || exit 0
    ;;
  *)
    echo "usage: tools/system_packages.sh report|tests" >&2
    exit 2
    ;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "Not Debian or Ubuntu: if you lack them, install what corresponds to these packages, $purpose: ${wanted[*]}"
  exit 0
fi

lacking=()
for package in "${wanted[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || lacking+=("$package")
done
[ ${#lacking[@]} != 0 ] || exit 0

install=(apt-get install --no-install-recommends -y "${lacking[@]}")
if [ "$(id -u)" != 0 ]; then
  echo "Lacking $purpose. To have them, run this line, then make again:"
  echo "  sudo apt-get update && sudo ${install[*]}"
  exit 0
fi

echo "installing $purpose: ${lacking[*]}"
export DEBIAN_FRONTEND=noninteractive
if ! apt-get update || ! "${install[@]}"; then
  echo "Could not install them; going on without. To try by hand: ${install[*]}" >&2
fi
exit 0
