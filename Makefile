# bnlab's commands. Each line is one that a person could type; README.md lists them for people without make.
#   make lab        learn: your own copies of the lessons, in JupyterLab
#   make test       every check: style, types, unit tests, notebooks, browser
#   make edit       work on the original lessons in JupyterLab
#   make notebooks  run the lessons anew and store their outputs
#   make slides     slides for a lecture of 90 minutes, from the lessons' first screens
#   make experiments  make the recorded runs of lessons anew (an hour); stopped, it goes on where it was
#   make lite-test  build the lab in the browser and run lessons 00, 01, 07 in it; LESSONS=all for all
#   make colab-test validate every notebook with the versions that Colab has
#   make mutants    break the package in 1,700 small ways and see that the tests notice (hours)
#   make parity     compare with TensorFlow, Keras, PyTorch and Flax, run live
#   make nbgrader   assign, grade and export a lesson with nbgrader's own commands
#   make site       build the site in _site/; make site-serve shows it, make site-test looks at every page,
#                   make site-lab before it adds the lab in the browser
#   make bench      race with PyTorch, JAX and TensorFlow; BENCH_ARGS=--quick for a quick look

PYTHON ?= python3
LAB_ARGS ?=
PYTEST_ARGS ?=
BENCH_ARGS ?=
EXPERIMENTS ?=
export LESSONS ?= 00 01 07
PINS = constraints.txt
PY := .venv/bin/python
NPM_STAMP := node_modules/installed
ENVIRONMENTS := .venv .venv-lite .venv-colab .venv-site .venv-parity .venv-nbgrader .venv-bench
SAY = @printf '\n== %s\n'

# The matrices here are small: a second BLAS thread gains nothing, and on two busy cores it waits for
# its turn so long that lesson 07 took 32–52 s in the browser instead of 8.
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: .venv node_modules lab edit test lint notebooks slides experiments lite-test colab-test mutants parity nbgrader site site-lab site-serve site-test bench clean
.DELETE_ON_ERROR:

lab: .venv
	$(SAY) "Opening your copies of the lessons in JupyterLab (Ctrl-C here ends it)"
	@$(PY) -m bnlab lab my_notebooks $(LAB_ARGS)

edit: .venv
	$(SAY) "Opening the original lessons in JupyterLab (Ctrl-C here ends it)"
	@$(PY) -m bnlab.lab notebooks $(LAB_ARGS)

test: lint
	$(SAY) "Running all tests: unit tests, strict validation of every notebook, browser"
	$(PY) -m pytest --nbval -n logical --maxprocesses 4 --dist loadfile $(PYTEST_ARGS)

lint: .venv node_modules
	$(SAY) "Checking style and types"
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	@[ ! -e $(NPM_STAMP) ] || npx --no-install biome ci --error-on-warnings

slides: .venv node_modules
	$(SAY) "Making slides for a lecture from the lessons"
	@$(PY) tools/slides.py build/slides

notebooks: .venv
	$(SAY) "Running every lesson anew and storing its outputs"
	$(PY) tools/notebooks.py

experiments: .venv
	$(SAY) "Making the recorded runs of the lessons anew; stopped, it goes on where it was"
	$(PY) tools/experiments.py $(EXPERIMENTS)

lite-test: .venv .venv-lite/installed
	$(SAY) "Building the lab in the browser, then running lessons in it: $(LESSONS)"
	.venv-lite/bin/python tools/lite.py build/lite --offline
	BNLAB_LITE=build/lite $(PY) -m pytest tests/browser/test_lite.py $(PYTEST_ARGS)

colab-test: .venv-colab/installed
	$(SAY) "Validating every notebook with the versions that Colab has"
	.venv-colab/bin/python -m pytest --nbval notebooks $(PYTEST_ARGS)

mutants: .venv
	$(SAY) "Breaking the package in small ways: the tests must notice"
	$(PY) tools/mutants.py

parity: .venv-parity/installed
	$(SAY) "Comparing with the frameworks, run live"
	.venv-parity/bin/python -m pytest tests/parity --live $(PYTEST_ARGS)

nbgrader: .venv-nbgrader/installed
	$(SAY) "Playing a course through nbgrader's own commands"
	.venv-nbgrader/bin/python -m pytest tests/course/test_nbgrader.py $(PYTEST_ARGS)

site: .venv-site/installed site/node_modules/installed
	$(SAY) "Building the site in _site/"
	@.venv-site/bin/python site/build.py

# The lab in the browser, which the site's lessons then offer as "Run here".
site-lab: .venv-lite/installed
	$(SAY) "Building the lab in the browser in _site/lite/"
	@.venv-lite/bin/python tools/lite.py _site/lite

site-serve: site
	$(SAY) "The site is at http://127.0.0.1:8000 (Ctrl-C here ends it)"
	@.venv-site/bin/python -m http.server --bind 127.0.0.1 --directory _site 8000

site-test: site .venv
	$(SAY) "Looking at every page of the site"
	$(PY) -m pytest tests/site --site $(PYTEST_ARGS)

bench: .venv-bench/installed
	$(SAY) "Racing with the other libraries, one core each; leave the machine alone meanwhile"
	.venv-bench/bin/python benchmarks/bench.py $(BENCH_ARGS)

clean:
	rm -rf build _site .venv .venv-* node_modules site/node_modules artifacts .pytest_cache .mypy_cache .ruff_cache .hypothesis

# From npm, pinned in package.json: a linter for .js and .css, and axe-core for the browser tests.
node_modules: $(NPM_STAMP)

$(NPM_STAMP): package.json
	@if command -v npm >/dev/null && npm install --no-package-lock --no-audit --no-fund --silent; then touch $@; else \
	echo "No npm (nodejs.org has it) or no network: JavaScript, style sheets and accessibility go unchecked." >&2; \
	[ -z "$$CI" ]; fi

# MathJax with its font: 90 MB that only the site needs.
site/node_modules/installed: site/package.json
	@npm install --prefix site --no-package-lock --no-audit --no-fund --silent && touch $@

# The stamp is newer than what it was installed from, or the environment is brought up to date.
.venv: .venv/installed

.venv/installed: EXTRAS = test
.venv-lite/installed: EXTRAS = lite
.venv-colab/installed: EXTRAS = test
.venv-colab/installed: PINS = tests/colab.txt
.venv-colab/installed: tests/colab.txt
.venv-parity/installed: EXTRAS = frameworks,test
.venv-bench/installed: EXTRAS = bench
.venv-nbgrader/installed: EXTRAS = nbgrader
.venv-site/installed: EXTRAS = site
.venv-site/installed: PINS = constraints.txt -c site/constraints.txt
.venv-site/installed: site/constraints.txt
$(ENVIRONMENTS:%=%/installed): pyproject.toml constraints.txt
	$(SAY) "Making the environment $(@D) (once; a few minutes without pip's cache)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "bnlab needs Python 3.11 or newer; '$(PYTHON)' is not. Try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@[ -w . ] || [ -e $@ ] || { \
	  echo "This folder can't be written: clone bnlab into one of your own." >&2; exit 1; }
	@[ -e $@ ] || $(PYTHON) -m venv $(@D) || { \
	  echo "'$(PYTHON) -m venv' failed. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@if $(@D)/bin/python -m pip install -c $(PINS) -e '.[$(EXTRAS)]' >$(@D)/pip.log 2>&1; then touch $@; \
	elif [ -e $@ ]; then echo "Warning: $(@D) could not be brought up to date (no network?), so it stays as it is." >&2; \
	else echo "pip could not install what bnlab needs (no network?); $(@D)/pip.log says more." >&2; exit 1; fi
