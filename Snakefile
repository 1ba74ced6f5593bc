# The pipeline: data -> trainings -> chapters. Each step is a plain command that a person can type as well.
#
#   python -m snakemake --cores all chapters --config edition=quick
#   python -m snakemake --cores all runs --config edition=fer2013 data=path/to/fer2013.csv
#
# `make report` and `make batch` call it; `jupyter-book build book/` calls it where a chapter is missing.
# tools/job.py runs the commands: it keeps their output and holds a GPU for each training.
import hashlib
import json
import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import yaml

sys.path.insert(0, workflow.basedir)
from fer_lib.data.built_in import DRAWN, FUNCTIONS, is_built_in
from fer_lib.editions import contents, expected_work, read_edition
from fer_lib.errors import UserError
from fer_lib.explain.maximization.companions import companion_runs
from fer_lib.network_code import is_reference, read_network
from tools import progress
from tools.code_hash import CodeHashes

try:
    EDITION = read_edition(str(config.get("edition", "quick")), Path.cwd())
    contents.check_contents(EDITION.name, Path.cwd())
    CHAPTERS = contents.chapters(contents.contents(EDITION.name, Path.cwd()))
except UserError as error:
    sys.exit(f"error: {error}")

FOLDER = f"runs/{EDITION.name}"


def source_of(name, edition_source):
    """The user's data (data=… or DATA, and so on), else the edition's; "" for those that were prepared before."""
    variable = name.upper().replace("-", "_")
    given = str(config.get(name) or os.environ.get(variable) or "")
    source = given or edition_source or ""
    if not source or is_built_in(source):
        return source
    if Path(source).exists():  # one name for one place, or the same data would count as others
        place = Path(source).resolve()
        return str(place.relative_to(Path.cwd()) if place.is_relative_to(Path.cwd()) else place)
    if not given and Path(FOLDER, name).is_dir():
        return ""
    named = f"{variable}={source}" if given else f"{EDITION.file}: {name}: source: {source}"
    sys.exit(f"error: {named}: there is no such file or folder")


SOURCES = {name: source_of(name, entry.source) for name, entry in EDITION.sources.items()}
if not SOURCES["data"] and not Path(FOLDER, "data").is_dir():
    sys.exit(f"error: edition {EDITION.name} needs your data: make report EDITION={EDITION.name} DATA=path")

PYTHON = shlex.quote(sys.executable)
EXPLAINED = FOLDER + "/{run}/explain/{part}.json"
# Trainings that have failed (`without=,a,b`): the chapters are made without them, and those that cannot be say so.
WITHOUT = str(config.get("without", "")).split(",")
MAXIMIZED = [EDITION.main_run, *companion_runs(EDITION.main_configs, EDITION.main_run, EDITION.reference_reports).values()]
MAXIMIZED = [run for run in MAXIMIZED if run not in WITHOUT]
# What chapters read beside the runs: what explain.ipynb has computed of some of them.
CHAPTER_NEEDS = {
    "07_saliency": expand(EXPLAINED, run={EDITION.main_run}.difference(WITHOUT), part="saliency"),
    "08_activation_maximization": expand(EXPLAINED, run=MAXIMIZED, part="maximization"),
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


def from_outside(path):
    """A path of the user's as a rule's input; Snakemake would take braces in it for wildcards, so then it is none."""
    return [] if set(path) & set("{}") else unless_kept(path)


def code_and_time(path, code):
    """Hashes of code, and the time of a path that is no input for its braces: either changed, the step is made again."""
    return code if from_outside(path) else [*code, Path(path).stat().st_mtime_ns]


def notebook_of(chapter):
    """The notebook that makes a chapter, from the project's folder: the report's own of this name, else the project's."""
    return EDITION.place.notebook(chapter, Path.cwd()).relative_to(Path.cwd()).as_posix()


def own_code():
    """Hash of the modules that lie beside the report's own notebooks, which these may import."""
    return hashes(sorted(EDITION.place.folder.glob("*.py")) if EDITION.place.folder else [])


def hashes(files):
    """Of the content of files."""
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]


def read_beside(notebook):
    """What a chapter prints and no code says: the criteria of its claims, and the kept results of long runs."""
    code = Path(notebook).read_text("utf8")
    claims = [Path("fer_lib/chapters/claims.yaml")] if "publish_cards" in code else []
    return claims + (sorted(Path("results").glob("*/*")) if "read_results" in code else [])


def chapter_code(chapter):
    """What a chapter depends on."""
    notebook = notebook_of(chapter)
    own = [] if notebook.startswith("notebooks/") else own_code()
    return [CODE.hash(notebook, everything=True), *own, *hashes(read_beside(notebook))]


def train_parameters(run):
    """The run's whole configuration for papermill, which reads YAML: to it 1e-05, as JSON has it, is text."""
    values = {**EDITION.configs[run].model_dump(), "data": f"{FOLDER}/{EDITION.data_of[run]}", "overwrite": True}
    return yaml.safe_dump(values, default_flow_style=True, width=float("inf")).strip()


def network_code(run):
    """Hash of the code of a network of one's own; where its file is not there, the training says so."""
    model = EDITION.configs[run].model
    try:
        return read_network(model).sha256 if is_reference(model) else ""
    except UserError:
        return ""


def prepare_options(name):
    """The edition's options; count and seed are for sources that draw their images."""
    entry = EDITION.sources[name]
    if SOURCES[name] not in DRAWN:
        entry = entry.model_copy(update={"count": None, "seed": None})
    return entry.arguments()


def data_of(wildcards):
    """The prepared data that a run sees."""
    return unless_kept(f"{FOLDER}/{EDITION.data_of[wildcards.run]}")


wildcard_constraints:
    adopted="|".join(map(re.escape, EDITION.adopted)) or "$^",
    run="|".join(map(re.escape, EDITION.configs)),
    part="saliency|maximization",
    # Without a source, the data that were prepared before are used.
    data="|".join(re.escape(name) for name, source in SOURCES.items() if source) or "$^",


# What follows this command when it is part of `make report`, for the time that is left.
AFTERWARDS = os.environ.get("AFTERWARDS", "").split()
SECONDS_AFTERWARDS = ("chapters" in AFTERWARDS) * len(CHAPTERS) * progress.EXPECTED["chapter"] / CORES + (
    "book" in AFTERWARDS
) * progress.BOOK

onstart:
    if workflow.resource_settings.cores:  # on a cluster others decide when a job begins
        progress.plan(
            Path(FOLDER, ".jobs"),
            [(job.rule.name, dict(job.wildcards.items())) for job in workflow.dag.needrun_jobs()],
            expected_work.kept(Path(FOLDER)),
            AT_A_TIME,
            SECONDS_AFTERWARDS,
        )


localrules: runs, chapters

rule chapters:
    input: expand("book/chapters/{chapter}.ipynb", chapter=CHAPTERS)

rule runs:
    input: expand(FOLDER + "/{run}/metrics.json", run=EDITION.configs)

rule data:
    input: lambda w: [] if is_built_in(SOURCES[w.data]) else from_outside(SOURCES[w.data])
    output: directory(FOLDER + "/{data}")
    log: FOLDER + "/{data}.log.txt"
    params:
        source=lambda w: SOURCES[w.data],
        code=lambda w: code_and_time(
            SOURCES[w.data],
            [CODE.hash(step) for step in ("fer_lib.commands.data:run_prepare", FUNCTIONS.get(SOURCES[w.data])) if step],
        ),
        options=lambda w: shlex.join(prepare_options(w.data)),
    shell:
        "echo preparing {wildcards.data}; "
        "{JOB}/{wildcards.data} --log {log} -- {PYTHON} -m fer_lib data prepare {params.source:q} -o {output} {params.options}"

rule train:
    wildcard_constraints:
        run="|".join(map(re.escape, EDITION.trained_configs)) or "$^",
    input:
        notebook=ancient("notebooks/train.ipynb"),  # its code counts, below
        data=data_of,
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
        network=lambda w: network_code(w.run),
    threads: THREADS_PER_TRAINING
    resources: gpu=GPUS_PER_TRAINING
    # OpenMP's threads wait for each other in a loop; on a machine that does other things as well, that cost
    # five sixths of the speed. PASSIVE lets them sleep.
    shell:
        "echo training {wildcards.run}; export OMP_WAIT_POLICY=PASSIVE; "
        "{JOB}/train-{wildcards.run} --log {log.text} --notebook {log.notebook} --label {wildcards.run} --device -- "
        "{PYTHON} -m tools.quick_papermill {input.notebook} {log.notebook} -y {params.parameters:q} "
        "--log-output --no-progress-bar && cp {log.notebook} {output.notebook}"

rule adopt:
    input:
        run=lambda w: from_outside(str(EDITION.adopted[w.adopted])) if EDITION.adopted[w.adopted].exists() else [],
        data=lambda w: unless_kept(f"{FOLDER}/{EDITION.data_of[w.adopted]}"),
    output: FOLDER + "/{adopted}/metrics.json"
    log: FOLDER + "/{adopted}.log.txt"
    params:
        edition=EDITION.name,
        data=lambda w: f"{FOLDER}/{EDITION.data_of[w.adopted]}",
        code=lambda w: CODE.hash("tools.take_in:main"),
    shell:
        "echo taking in {wildcards.adopted}; "
        "{JOB}/adopt-{wildcards.adopted} --log {log} -- {PYTHON} -m tools.take_in {params.edition} {wildcards.adopted}"

rule explain:
    input:
        notebook=ancient("notebooks/explain.ipynb"),  # its code counts, below
        data=data_of,
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

rule chapter:
    input:
        notebook=lambda w: notebook_of(w.chapter),
        edition=EDITION.place.path.relative_to(Path.cwd()).as_posix() if EDITION.place.path.is_absolute() else EDITION.file,
        data=unless_kept([f"{FOLDER}/{name}" for name in SOURCES]),
        runs=[file for run, file in zip(EDITION.configs, rules.runs.input) if run not in WITHOUT],
        needs=lambda w: unless_kept(CHAPTER_NEEDS.get(w.chapter, [])),
    output: "book/chapters/{chapter}.ipynb"
    log:
        notebook=FOLDER + "/chapters/{chapter}.log.ipynb",
        text=FOLDER + "/chapters/{chapter}.log.txt",
    params:
        edition=EDITION.name,
        code=lambda w: chapter_code(w.chapter),
        own=str(EDITION.place.folder or ""),
    # The kernels of two chapters at a time share the cores, one thread each.
    shell:
        "echo chapter {wildcards.chapter}; export OMP_NUM_THREADS=1 PYTHONPATH={params.own:q}\"${{PYTHONPATH:+:$PYTHONPATH}}\"; "
        "{JOB}/chapter-{wildcards.chapter} --log {log.text} --notebook {log.notebook} -- "
        "{PYTHON} -m tools.quick_papermill {input.notebook} {log.notebook} -p edition {params.edition} --no-progress-bar && "
        "cp {log.notebook} {output} && echo {params.edition} > book/chapters/.edition"
