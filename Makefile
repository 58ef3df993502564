# Everything a fresh machine needs: Python 3.11 or newer, make, and a package index.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# A file's tests stay in one process, as they share what they build; above four processes memory costs more than it gains.
PYTEST := $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

.PHONY: fuzz-api demo test test-all reliability reliability-short evaluate evaluate-all ontology-page bench clean

demo: $(STAMP)              ## build the example reports and answer the first question
	$(BIN)/cuentas demo

test: $(STAMP)              ## run linters, types and every test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PYTEST)

test-all: $(STAMP)          ## run the slow tests as well: LibreOffice, large PDFs, mutated files
	$(BIN)/python -m pytest -m "slow or not slow"

reliability: $(STAMP)       ## keep every promise of docs/reliability.md in full and print the figures; about an hour and a half
	$(BIN)/python tests/reliability/whole.py

reliability-short: $(STAMP) ## the part of it that make test runs too, with its figures; under five minutes
	$(BIN)/python -m pytest -s tests/reliability tests/test_hostile_files.py tests/test_w3c_sparql.py tests/test_w3c_protocol.py

evaluate: $(STAMP)          ## print the quality figures and compare them with those kept in the repository
	$(BIN)/python -m tests.eval.figures

evaluate-all: $(STAMP)      ## the same with every set of questions, the first ones too
	$(BIN)/python -m tests.eval.figures --all

ontology-page: $(STAMP)     ## write docs/ontology.html
	$(BIN)/python -m docs.ontology_page

bench: $(STAMP)             ## measure speed and memory; takes about fifteen minutes
	$(BIN)/python -m bench

fuzz-api: $(STAMP)          ## make 10,000 requests of the API from its OpenAPI document, right and wrong ones
	$(BIN)/python tests/reliability/api_garbage.py

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Se necesita Python 3.11 o posterior / Python 3.11 or newer is needed")'
	@echo "Instalando en $(VENV): dos o tres minutos / Installing into $(VENV): two or three minutes"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info release
