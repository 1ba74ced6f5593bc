# The pipeline: data -> trainings -> chapters. Each step is a plain command that a person can type as well.
#
#   python -m snakemake --cores all chapters --config edition=quick
#   python -m snakemake --cores all runs --config edition=fer2013 data=path/to/fer2013.csv
#
# `make report` calls it; `jupyter-book build book/` calls it where a chapter is missing.
import json
import shutil
import sys
from pathlib import Path

import yaml

sys.path.insert(0, workflow.basedir)
from fer_lib.config import RunConfig, read_preset
from fer_lib.editions import read_edition
from fer_lib.errors import UserError
from tools.library_modules import library_modules

try:
    EDITION = read_edition(str(config.get("edition", "quick")), Path.cwd())
except UserError as error:
    sys.exit(f"error: {error}")

FOLDER = f"runs/{EDITION.name}"
SOURCE = str(config.get("data") or EDITION.source or "")
if not SOURCE and not Path(FOLDER, "data").is_dir():
    sys.exit(f"error: edition {EDITION.name} needs your data: make report EDITION={EDITION.name} DATA=path")
if SOURCE not in ("", "synthetic") and not Path(SOURCE).exists():
    sys.exit(f"error: DATA={SOURCE}: there is no such file or folder")

TOC = yaml.safe_load(Path("_toc.yml").read_text("utf8"))
CHAPTERS = [
    entry["file"].removeprefix("chapters/")
    for part in TOC["parts"]
    for entry in [{"file": TOC["root"]}, *part["chapters"]]
    if entry["file"].startswith("chapters/")
]
CHAPTERS = list(dict.fromkeys(CHAPTERS))
PYTHON = sys.executable
# Chapters that read what explain.ipynb has computed of the main run.
EXPLAINED = {"07_saliency": "saliency.json", "08_activation_maximization": "maximization.json"}
# On a processor two small trainings with one thread each are done sooner than one after the other with two;
# a GPU is for one at a time.
THREADS_PER_TRAINING = workflow.cores if shutil.which("nvidia-smi") else max(1, workflow.cores // len(EDITION.configs))

# A book is rendered from the runs that are there; a laptop must not retrain what a GPU machine made just
# because a file of the library is newer (`keep_runs=true`, set by the book's build).
unless_kept = ancient if str(config.get("keep_runs", "")).lower() == "true" else (lambda files: files)


def library(wildcards_or_name):
    name = getattr(wildcards_or_name, "chapter", wildcards_or_name)
    return library_modules(Path("notebooks", f"{name}.ipynb"), Path.cwd())


def train_parameters(run):
    """What the edition changes of the preset, and where the run goes."""
    preset = read_preset(Path("presets", f"{EDITION.presets[run]}.yaml"))
    alone = {**RunConfig().model_dump(), **preset}
    changed = {key: value for key, value in EDITION.configs[run].model_dump().items() if alone[key] != value}
    return json.dumps({**changed, "data": f"{FOLDER}/data", "overwrite": True})


localrules: all, runs, chapters

rule chapters:
    input: expand("book/chapters/{chapter}.ipynb", chapter=CHAPTERS)

rule runs:
    input: expand(FOLDER + "/{run}/metrics.json", run=EDITION.configs)

if SOURCE:  # without DATA=… the data that were prepared before are used

    rule data:
        input:
            source=[] if SOURCE == "synthetic" else unless_kept(SOURCE),
            library=unless_kept(sorted(p.as_posix() for p in Path("fer_lib/data/synthetic").rglob("*.py")) if SOURCE == "synthetic" else []),
        output: directory(FOLDER + "/data")
        params:
            source=SOURCE,
            options="--size {size} --seed {seed}".format(**EDITION.data_options) if SOURCE == "synthetic" else "--convert" * EDITION.data_options["convert"],
        shell: "echo preparing the data; {PYTHON} -m fer_lib data prepare {params.source:q} -o {output} {params.options}"

rule train:
    input:
        notebook=unless_kept("notebooks/train.ipynb"),
        preset=lambda w: unless_kept(f"presets/{EDITION.presets[w.run]}.yaml"),
        library=unless_kept(library("train")),
        data=unless_kept(FOLDER + "/data"),
    # Only what ends a training is declared: Snakemake deletes declared outputs before a job starts, and an
    # interrupted training needs its checkpoint and best weights to go on.
    output:
        metrics=FOLDER + "/{run}/metrics.json",
        notebook=FOLDER + "/{run}/train.ipynb",
    log:
        notebook=FOLDER + "/{run}/train.log.ipynb",
        text=FOLDER + "/{run}/train.log.txt",
    params: parameters=lambda w: train_parameters(w.run)
    threads: THREADS_PER_TRAINING
    # OpenMP's threads wait for each other in a loop; on a machine that does other things as well, that cost
    # five sixths of the speed. PASSIVE lets them sleep.
    shell:
        "set -o pipefail; export OMP_WAIT_POLICY=PASSIVE; echo training {wildcards.run}; "
        "if ! {PYTHON} -m papermill {input.notebook} {log.notebook} -f {input.preset} -y {params.parameters:q} "
        "--log-output --no-progress-bar 2>&1 | tee {log.text} | sed -un 's#^.*\\(epoch  *[0-9]*/\\)#{wildcards.run}: \\1#p'; "
        "then {PYTHON} tools/where_it_failed.py {log.notebook}; exit 1; fi; "
        "cp {log.notebook} {output.notebook}"

rule explain:
    input:
        notebook="notebooks/explain.ipynb",
        library=unless_kept(library("explain")),
        data=unless_kept(FOLDER + "/data"),
        run=FOLDER + "/{run}/metrics.json",
    output: expand(FOLDER + "/{{run}}/explain/{part}", part=["saliency.json", "saliency.npz", "maximization.json", "maximization.npz"])
    log:
        notebook=FOLDER + "/{run}/explain.log.ipynb",
        text=FOLDER + "/{run}/explain.log.txt",
    params: edition=EDITION.name
    threads: THREADS_PER_TRAINING
    shell:
        "echo explaining {wildcards.run}; "
        "if ! {PYTHON} -m papermill {input.notebook} {log.notebook} -p edition {params.edition} -p run {wildcards.run} "
        "--no-progress-bar > {log.text} 2>&1; "
        "then {PYTHON} tools/where_it_failed.py {log.notebook}; exit 1; fi"

rule chapter:
    input:
        notebook="notebooks/{chapter}.ipynb",
        library=library,
        edition=f"editions/{EDITION.name}.yaml",
        data=unless_kept(FOLDER + "/data"),
        runs=rules.runs.input,
        explained=lambda w: f"{FOLDER}/{EDITION.main_run}/explain/{EXPLAINED[w.chapter]}" if w.chapter in EXPLAINED else [],
    output: "book/chapters/{chapter}.ipynb"
    log:
        notebook=FOLDER + "/chapters/{chapter}.log.ipynb",
        text=FOLDER + "/chapters/{chapter}.log.txt",
    params: edition=EDITION.name
    # The kernels of two chapters at a time share the cores, one thread each.
    shell:
        "echo chapter {wildcards.chapter}; "
        "if ! OMP_NUM_THREADS=1 {PYTHON} -m papermill {input.notebook} {log.notebook} -p edition {params.edition} "
        "--no-progress-bar > {log.text} 2>&1; "
        "then {PYTHON} tools/where_it_failed.py {log.notebook}; exit 1; fi; "
        "cp {log.notebook} {output} && echo {params.edition} > book/chapters/.edition"
