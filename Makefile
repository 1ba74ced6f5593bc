# One command makes the book: `make report`. `make help` lists the others.
#
#   make report                               the quick edition, on the built-in synthetic faces
#   make report EDITION=fer2013 DATA=path     the same book from your own data
#   make new NAME=my-report                   a report of your own, with your network and chapters
#   make batch EDITION=reports DATA=path      the trainings alone; make status shows how far they are
#
# Longer logic stands in tools/, one script a task. Every command runs as a named stage (tools/stage.sh),
# so that the output says what is going on, and the summary how long each took.
SHELL := /bin/bash
.DEFAULT_GOAL := help
# The order below is the order of the work: with `make -j` it must stay so. Snakemake uses all cores itself.
.NOTPARALLEL:

EDITION ?= quick
DATA ?=
DIGITS ?=
MASKS ?=
JOBS ?=
GPUS ?=
PROFILE ?= local
PORT ?= 8000
TORCH ?=
YES ?=
REMOTE ?= origin
NAME ?=
# Only as it is given to make: WSL has a variable of this name, that of the machine.
ifneq ($(origin NAME),command line)
NAME :=
endif
DRY_RUN ?=
export EDITION DATA DIGITS MASKS JOBS GPUS PROFILE PORT TORCH YES REMOTE DRY_RUN NAME
ENVIRONMENT := $(shell tools/which_environment.sh)
export PATH := $(ENVIRONMENT):$(PATH)
export PYTHONNOUSERSITE := 1
# A console that lacks a sign, such as one of cp950, ends nothing.
export PYTHONIOENCODING := $(shell echo "$${PYTHONIOENCODING%%:*}"):backslashreplace
# Programs keep files in the home folder; where that cannot be written, they get another one.
export HOME := $(shell [ -w "$$HOME" ] && echo "$$HOME" || { mkdir -p .snakemake/home && echo "$$PWD/.snakemake/home"; })
STAGE := tools/stage.sh
# Quoted: its path may have blanks, and even quotes.
BIN := '$(subst ','\'',$(ENVIRONMENT))'
UNLESS_MADE := $(BIN)/python -m tools.unless_made
PDFS := $(STAGE) PDFs $(UNLESS_MADE) PDFs $(BIN)/python tools/make_pdfs.py
# A chapter that failed has a page with the reason, and the stage before has failed with it. Not the script jupyter-book:
# a shell reads its first line where the path has a blank, and a dollar there as well means something to it.
JUPYTER_BOOK := $(BIN)/python book/_ext/quick_jupyter_book.py
SITE := FER_FAILED_CHAPTERS=kept $(STAGE) site $(UNLESS_MADE) site $(JUPYTER_BOOK) build book/ -n -W --keep-going
RUNS := $(STAGE) "data and trainings" tools/pipeline.sh runs
CHAPTERS := $(STAGE) chapters tools/pipeline.sh chapters
# Status 1: some chapters failed and their pages say so; the rest is a book. 2: there is none.
TRY_CHAPTERS := status=0; $(CHAPTERS) || status=$$?; [ $$status -le 1 ] || exit $$status

.PHONY: help report setup new check-report batch status runs chapters pdf site serve publish lab test check lock clean distclean clean-runs
.PHONY: begin edition named valid system-report system-tests

help: ## list the targets
	@echo "make TARGET [EDITION=$(EDITION)] [DATA=path to your data]"
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name what; \
	  do printf '  %-12s %s\n' "$$name" "$$what"; done

# --- the book ------------------------------------------------------------------------------------

# The PDFs come before the site, which links them. Whatever can be made is worth having without the rest: what failed
# shows in the summary and in the exit status.
report: edition begin setup valid system-report ## make the whole book: data, trainings, chapters, PDFs, site
	@export AFTERWARDS="chapters book"; $(RUNS) || [ $$? = 1 ]
	@export WITHOUT_FAILED=1 AFTERWARDS=book; $(TRY_CHAPTERS)
	@$(PDFS) || true
	@$(SITE) || true
	@$(BIN)/python -m tools.summary

setup: ## make or repair the Python environment: .venv, or the activated conda environment (TORCH=cpu: without CUDA)
	@tools/environment.sh current || $(STAGE) environment tools/environment.sh

new: ## begin a report of your own in reports/NAME: data, network, chapters, fields
	@"$$(tools/find_python.sh)" tools/begin_report.py "$$NAME"

check-report: named setup ## check the report EDITION before it is handed in: prose, numbers, figures, links
	@$(BIN)/python -m tools.check_report "$$EDITION"

# The list and the estimate come before anything starts.
batch: edition setup ## list the edition's runs and make what is not done (JOBS=n GPUS=n PROFILE=slurm)
	@$(STAGE) edition $(BIN)/python -m fer_lib edition check "$$EDITION" --data "$$DATA" --jobs "$$JOBS" --gpus "$$GPUS"
	@$(STAGE) batch tools/pipeline.sh runs

status: setup ## show what is done, running, failed and to come
	@$(BIN)/python -m fer_lib status "$$EDITION"

runs: edition setup ## prepare the data and train the networks of the edition
	@$(RUNS)

chapters: edition setup ## run the chapters of the book
	@$(CHAPTERS)

pdf: edition setup ## print the book as PDFs, one a language
	@$(TRY_CHAPTERS); $(PDFS) && exit $$status

site: edition setup ## build the site from the chapters
	@$(TRY_CHAPTERS); $(SITE) && exit $$status

serve: setup ## show the site on this machine (PORT=8000)
	@$(BIN)/python tools/serve.py book/_build/html "$$PORT"

publish: setup ## put the built site on the branch gh-pages of REMOTE=origin (DRY_RUN=1: only say what that changes)
	@$(BIN)/python -m tools.publish --remote "$$REMOTE" $${DRY_RUN:+--dry-run}

lab: named setup ## open JupyterLab on the notebooks, or those of the report EDITION
	@$(BIN)/python -m jupyterlab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/$(if $(wildcard reports/$(EDITION)),reports/$(EDITION),notebooks) \
	  $$([ "$$(id -u)" != 0 ] || echo --allow-root)

# --- the code ------------------------------------------------------------------------------------

# pytest comes last: its summary is the last thing said.
test: begin check system-report system-tests ## check style, types and layers, then run all tests
	@$(STAGE) tests $(BIN)/python -m pytest -n 2

check: setup ## check style, types and the order of the packages
	@$(STAGE) "style" $(BIN)/ruff check
	@$(STAGE) "format" $(BIN)/ruff format --check
	@$(STAGE) "types" $(BIN)/mypy
	@$(STAGE) "layers" $(BIN)/lint-imports --no-cache

lock: setup ## renew requirements.lock from pyproject.toml (UPGRADE=1: newest versions)
	@$(STAGE) lock tools/lock.sh

# --- tidying -------------------------------------------------------------------------------------

clean: ## delete what was built; trainings in runs/ and .venv stay
	rm -rf book/_build book/chapters .pytest_cache .mypy_cache .ruff_cache .hypothesis

distclean: clean ## clean, and delete .venv; trainings in runs/ stay
	rm -rf .venv .snakemake fer_lib.egg-info

clean-runs: ## delete the trainings in runs/, which can take hours to make again
	rm -rf runs

# --- parts of the above --------------------------------------------------------------------------

edition:
	@tools/check_edition.sh

named:
	@tools/check_edition.sh name-only

valid:
	@$(STAGE) edition $(BIN)/python -m fer_lib edition check "$$EDITION" --data "$$DATA" --brief

begin:
	@rm -f book/_build/stages.tsv

system-report:
	@$(STAGE) "system packages" tools/system_packages.sh report

system-tests:
	@$(STAGE) "system packages for tests" tools/system_packages.sh tests
