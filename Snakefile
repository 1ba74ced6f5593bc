# The pipeline: data -> trainings -> chapters. Each step is a plain command that a person can type as well.
#
#   python -m snakemake --cores all chapters --config edition=quick
#   python -m snakemake --cores all runs --config edition=fer2013 data=path/to/fer2013.csv
#
# `make report` and `make batch` call it; `jupyter-book build book/` calls it where a chapter is missing.
# tools/job.py runs the commands: it keeps their output and holds a GPU for each training.
import json
import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import yaml

sys.path.insert(0, workflow.basedir)
from fer_lib.editions import read_edition
from fer_lib.errors import UserError
from fer_lib.explain.maximization.companions import companion_runs
from tools.code_hash import CodeHashes

try:
    EDITION = read_edition(str(config.get("edition", "quick")), Path.cwd())
except UserError as error:
    sys.exit(f"error: {error}")

FOLDER = f"runs/{EDITION.name}"


def source_of(kind, edition_source):
    """The user's data (data=… or DATA, and so on), else the edition's; "" for those that were prepared before."""
    given = str(config.get(kind) or os.environ.get(kind.upper()) or "")
    source = given or edition_source or ""
    if source in ("", "synthetic", "built-in"):
        return source
    if Path(source).exists():  # one name for one place, or the same data would count as others
        place = Path(source).resolve()
        return str(place.relative_to(Path.cwd()) if place.is_relative_to(Path.cwd()) else place)
    if not given and Path(FOLDER, kind).is_dir():
        return ""
    named = f"{kind.upper()}={source}" if given else f"editions/{EDITION.name}.yaml: {kind}: source: {source}"
    sys.exit(f"error: {named}: there is no such file or folder")


SOURCE = source_of("data", EDITION.source)
if not SOURCE and not Path(FOLDER, "data").is_dir():
    sys.exit(f"error: edition {EDITION.name} needs your data: make report EDITION={EDITION.name} DATA=path")

TOC = yaml.safe_load(Path("_toc.yml").read_text("utf8"))
CHAPTERS = [
    entry["file"].removeprefix("chapters/")
    for part in TOC["parts"]
    for entry in [{"file": TOC["root"]}, *part["chapters"]]
    if entry["file"].startswith("chapters/")
]
CHAPTERS = list(dict.fromkeys(CHAPTERS))
PYTHON = shlex.quote(sys.executable)
EXPLAINED = FOLDER + "/{run}/explain/{part}.json"
# Trainings that have failed (`without=,a,b`): the chapters are made without them, and those that cannot be say so.
WITHOUT = str(config.get("without", "")).split(",")
MAXIMIZED = [EDITION.main_run, *companion_runs(EDITION.configs, EDITION.main_run).values()]
MAXIMIZED = [run for run in MAXIMIZED if run not in WITHOUT]
# What chapters read beside the runs: what explain.ipynb has computed of some runs, and data of their own.
CHAPTER_NEEDS = {
    "07_saliency": expand(EXPLAINED, run={EDITION.main_run}.difference(WITHOUT), part="saliency"),
    "08_activation_maximization": expand(EXPLAINED, run=MAXIMIZED, part="maximization"),
    "15_digits": [f"{FOLDER}/digits"],
    "16_masks": [f"{FOLDER}/masks", f"{FOLDER}/mask-runs/results.json"],
}
# On a processor two small trainings with one thread each are done sooner than one after the other with two;
# a GPU is for one at a time. A cluster's profile says it itself (set-threads, set-resources).
CORES = workflow.resource_settings.cores or 1  # on a cluster none are given
AT_A_TIME = int(config.get("jobs") or (1 if shutil.which("nvidia-smi") else CORES))
THREADS_PER_TRAINING = max(1, CORES // min(AT_A_TIME, len(EDITION.configs)))
GPUS_PER_TRAINING = min(1, int(config.get("gpus") or 0))
# Names the place where status looks for a job's lock and for why it failed.
JOB = f"{PYTHON} -m tools.job {FOLDER}/.jobs"

# A book is rendered from the runs that are there; a laptop must not retrain what a GPU machine made just
# because a file of the library is newer (`keep_runs=true`, set by the book's build).
unless_kept = ancient if str(config.get("keep_runs", "")).lower() == "true" else (lambda files: files)

# A step is made again where the code that it runs has changed, whenever and wherever it was made before: code is a
# parameter, not an input, so that no file's time counts. Runs that came from elsewhere, of which Snakemake has no
# record, are believed; so are all where nothing but times may count (--rerun-triggers mtime, as the book's build has it).
CODE = CodeHashes(Path.cwd(), Path(".snakemake", "code.json"))


def train_parameters(run):
    """The run's whole configuration for papermill, which reads YAML: to it 1e-05, as JSON has it, is text."""
    values = {**EDITION.configs[run].model_dump(), "data": f"{FOLDER}/data", "overwrite": True}
    return yaml.safe_dump(values, default_flow_style=True, width=float("inf")).strip()


wildcard_constraints:
    run="|".join(map(re.escape, EDITION.configs)),
    part="saliency|maximization",


localrules: runs, chapters

rule chapters:
    input: expand("book/chapters/{chapter}.ipynb", chapter=CHAPTERS)

rule runs:
    input: expand(FOLDER + "/{run}/metrics.json", run=EDITION.configs)

if SOURCE:  # without DATA=… the data that were prepared before are used

    rule data:
        input: [] if SOURCE == "synthetic" else unless_kept(SOURCE)
        output: directory(FOLDER + "/data")
        log: FOLDER + "/data.log.txt"
        params:
            source=SOURCE,
            code=lambda w: CODE.hash("fer_lib.commands.data:run_prepare"),
            options="--count {count} --seed {seed}".format(**EDITION.data_options) if SOURCE == "synthetic" else "--convert" * EDITION.data_options["convert"],
        shell:
            "echo preparing the data; "
            "{JOB}/data --log {log} -- {PYTHON} -m fer_lib data prepare {params.source:q} -o {output} {params.options}"

DIGITS = source_of("digits", EDITION.digits.source) if "15_digits" in CHAPTERS else ""
if DIGITS:

    rule digits:
        input: [] if DIGITS == "built-in" else unless_kept(DIGITS)
        output: directory(FOLDER + "/digits")
        log: FOLDER + "/digits.log.txt"
        params:
            source=DIGITS,
            code=lambda w: CODE.hash("fer_lib.commands.data.digits:run_prepare_digits"),
        shell:
            "echo preparing the digits; "
            "{JOB}/digits --log {log} -- {PYTHON} -m fer_lib data prepare-digits {params.source:q} -o {output}"

MASKS = source_of("masks", EDITION.masks.source) if "16_masks" in CHAPTERS else ""
if MASKS:

    rule masks:
        input: [] if MASKS == "built-in" else unless_kept(MASKS)
        output: directory(FOLDER + "/masks")
        log: FOLDER + "/masks.log.txt"
        priority: 1
        params:
            source=MASKS,
            code=lambda w: CODE.hash("fer_lib.commands.data.masks:run_prepare"),
            options="--skip-bad-rows" * EDITION.masks.skip_bad_rows,
        shell:
            "echo preparing the mask images; "
            "{JOB}/masks --log {log} -- {PYTHON} -m fer_lib data prepare-masks {params.source:q} -o {output} {params.options}"

rule train:
    input:
        notebook=ancient("notebooks/train.ipynb"),  # its code counts, below
        data=unless_kept(FOLDER + "/data"),
    # Only what ends a training is declared: Snakemake deletes declared outputs before a job starts, and an
    # interrupted training needs its checkpoint and best weights to go on.
    output:
        metrics=FOLDER + "/{run}/metrics.json",
        notebook=FOLDER + "/{run}/train.ipynb",
    log:
        notebook=FOLDER + "/{run}/train.log.ipynb",
        text=FOLDER + "/{run}/train.log.txt",
    # Of the preset its values count, not its remarks.
    params:
        parameters=lambda w: train_parameters(w.run),
        code=lambda w: CODE.hash("notebooks/train.ipynb"),
    threads: THREADS_PER_TRAINING
    resources: gpu=GPUS_PER_TRAINING
    # OpenMP's threads wait for each other in a loop; on a machine that does other things as well, that cost
    # five sixths of the speed. PASSIVE lets them sleep.
    shell:
        "echo training {wildcards.run}; export OMP_WAIT_POLICY=PASSIVE; "
        "{JOB}/train-{wildcards.run} --log {log.text} --notebook {log.notebook} --label {wildcards.run} --device -- "
        "{PYTHON} -m tools.quick_papermill {input.notebook} {log.notebook} -y {params.parameters:q} "
        "--log-output --no-progress-bar && cp {log.notebook} {output.notebook}"

rule explain:
    input:
        notebook=ancient("notebooks/explain.ipynb"),  # its code counts, below
        data=unless_kept(FOLDER + "/data"),
        run=unless_kept(FOLDER + "/{run}/metrics.json"),
    output:
        results=EXPLAINED,
        arrays=FOLDER + "/{run}/explain/{part}.npz",
    log:
        notebook=FOLDER + "/{run}/explain-{part}.log.ipynb",
        text=FOLDER + "/{run}/explain-{part}.log.txt",
    params:
        parameters=lambda w: json.dumps({"edition": EDITION.name, "run": w.run, "parts": [w.part]}),
        code=lambda w: CODE.hash("notebooks/explain.ipynb"),
    threads: THREADS_PER_TRAINING
    resources: gpu=GPUS_PER_TRAINING
    shell:
        "echo explaining {wildcards.run}: {wildcards.part}; "
        "{JOB}/explain-{wildcards.run}-{wildcards.part} --log {log.text} --notebook {log.notebook} --device -- "
        "{PYTHON} -m tools.quick_papermill {input.notebook} {log.notebook} -y {params.parameters:q} --no-progress-bar"

rule mask_runs:
    input:
        notebook=ancient("notebooks/masks.ipynb"),  # its code counts, below
        data=unless_kept(FOLDER + "/masks"),
    # As for trainings: what an interrupted one needs is not declared.
    output:
        results=FOLDER + "/mask-runs/results.json",
        arrays=FOLDER + "/mask-runs/results.npz",
    log:
        notebook=FOLDER + "/mask-runs/masks.log.ipynb",
        text=FOLDER + "/mask-runs/masks.log.txt",
    priority: 1  # the longest of what chapters read: it comes first, not alone at the end
    params:
        edition=EDITION.name,
        code=lambda w: CODE.hash("notebooks/masks.ipynb"),
    threads: THREADS_PER_TRAINING
    resources: gpu=GPUS_PER_TRAINING
    shell:
        "echo training on the mask images; export OMP_WAIT_POLICY=PASSIVE; "
        "{JOB}/mask-runs --log {log.text} --notebook {log.notebook} --label masks --device -- "
        "{PYTHON} -m tools.quick_papermill {input.notebook} {log.notebook} -p edition {params.edition} --log-output --no-progress-bar"

rule chapter:
    input:
        notebook="notebooks/{chapter}.ipynb",
        edition=f"editions/{EDITION.name}.yaml",
        data=unless_kept(FOLDER + "/data"),
        runs=[file for run, file in zip(EDITION.configs, rules.runs.input) if run not in WITHOUT],
        needs=lambda w: unless_kept(CHAPTER_NEEDS.get(w.chapter, [])),
    output: "book/chapters/{chapter}.ipynb"
    log:
        notebook=FOLDER + "/chapters/{chapter}.log.ipynb",
        text=FOLDER + "/chapters/{chapter}.log.txt",
    params:
        edition=EDITION.name,
        code=lambda w: CODE.hash(f"notebooks/{w.chapter}.ipynb", everything=True),
    # The kernels of two chapters at a time share the cores, one thread each.
    shell:
        "echo chapter {wildcards.chapter}; export OMP_NUM_THREADS=1; "
        "{JOB}/chapter-{wildcards.chapter} --log {log.text} --notebook {log.notebook} -- "
        "{PYTHON} -m tools.quick_papermill {input.notebook} {log.notebook} -p edition {params.edition} --no-progress-bar && "
        "cp {log.notebook} {output} && echo {params.edition} > book/chapters/.edition"
