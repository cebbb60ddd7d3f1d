# Every target makes the virtual environment that it needs and remakes it only when a source of
# the package has changed, so a second run starts at once. Nothing outside this folder is written.
#
#   make demo PYTHON=python3.12      another Python
#   make test CXX=clang++            another compiler

PYTHON ?= python3
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-engines lint docs sanitize bench bench-scale accuracy calibration studies wheel \
  fresh-seeds clean

SOURCES := pyproject.toml CMakeLists.txt $(shell find native src -type f \
  \( -name '*.cpp' -o -name '*.hpp' -o -name '*.py*' -o -path '*/datasets/*' -o -path '*/report/*' \) \
  -not -path '*/__pycache__/*')

# $(call environment,FOLDER,WHAT TO INSTALL). Dependency groups need pip 25.1.
define environment
@tools/check_machine.sh $(PYTHON)
@echo "Building mutually into $(1) (minutes the first time, seconds or a minute later) ..."
@$(PYTHON) -m venv $(1)
@$(1)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
@$(1)/bin/python -m pip install --quiet $(2)
@touch $@
endef

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv-demo/.made ## build, then rank the columns of the penguins table and explain them
	@mkdir -p demo
	.venv-demo/bin/mutually rank penguins --target species --plot demo/penguins.png \
	  --report demo/penguins.html
	@echo "The picture is $(CURDIR)/demo/penguins.png"
	@echo "The report is $(CURDIR)/demo/penguins.html"

test: .venv-test/.made ## build, then run every test, the kernels under the sanitizers as well
	.venv-test/bin/python -m pytest -n auto tests --pyargs mutually
	@$(MAKE) --no-print-directory sanitize

test-engines: .venv-test/.engines ## start Dask, Ray and Spark, and kill their workers; Spark needs Java 17
	.venv-test/bin/python -m pytest -m engines -n 2 --dist loadfile tests/engines

lint: .venv-lint/.made ## run ruff, mypy and clang-format over what git knows
	PATH="$(CURDIR)/.venv-lint/bin:$$PATH" pre-commit run --all-files --show-diff-on-failure

docs: .venv-docs/.made ## build the site into build/docs, running every example; warnings are errors
	.venv-docs/bin/python -m sphinx -b html -n -W --keep-going -d build/doctrees docs build/docs
	@if grep -rlE '<(script|link|img)[^>]* (src|href)="(https?:)?//' build/docs --include='*.html'; \
	  then echo "These pages ask other hosts for something."; exit 1; fi
	@echo "The first page is $(CURDIR)/build/docs/index.html"

sanitize: .venv-test/.made ## run the kernel tests under the address and undefined sanitizers
	@tools/sanitize.sh .venv-test/bin/python $(SOURCES)

bench: .venv-bench/.made ## measure us and the peers side by side; writes benchmarks/RESULTS.md
	.venv-bench/bin/python -m benchmarks.run $(BENCH)

bench-scale: .venv-bench/.made ## measure tables in shards; SCALE='--rows 1e8' for another size
	.venv-bench/bin/python -m benchmarks.scale $(SCALE)

accuracy: .venv-test/.made ## estimates beside known answers, resumable; writes docs/accuracy.md
	.venv-test/bin/python studies/accuracy.py $(ACCURACY)

calibration: .venv-test/.made ## simulate null laws and intervals, resumable; writes docs/calibration.md
	.venv-test/bin/python studies/calibration.py $(CALIBRATION)
	.venv-test/bin/python studies/inference.py $(INFERENCE)

studies: .venv-test/.made ## run the studies behind the defaults; writes the tables in studies/
	for study in discrete spacing scalars circular vectors classes vector_entropy relative_entropy \
	  false_positives networks selection transfer_entropy weights weights_tests bins; do \
	  .venv-test/bin/python studies/$$study.py || exit 1; done

wheel: .venv-test/.made ## build a wheel into dist/
	.venv-test/bin/python -m pip wheel --quiet --no-deps --wheel-dir dist .
	@ls dist/*.whl

fresh-seeds: .venv-test/.made ## run the tests with new random examples; prints how to repeat a failure
	.venv-test/bin/python -m pytest -n auto tests --hypothesis-profile=fresh

clean: ## remove everything that the other targets made
	rm -rf .venv-demo .venv-test .venv-lint .venv-bench .venv-docs build dist demo .hypothesis
	rm -rf docs/collected docs/gallery docs/generated
	find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +

.venv-demo/.made: $(SOURCES)
	$(call environment,.venv-demo,'.[all]')

.venv-test/.made: $(SOURCES)
	$(call environment,.venv-test,--group test '.[all]')

# pip makes a wheel of Spark's archive first: most of the time is for packing it, unless told not to.
.venv-test/.engines: .venv-test/.made
	@echo "Installing Dask, Ray and Spark (550 MB to download) ..."
	@.venv-test/bin/python -m pip install --quiet --disable-pip-version-check --group engines \
	  -C--build-option=--compression=stored
	@touch $@

.venv-lint/.made: $(SOURCES)
	$(call environment,.venv-lint,--group lint '.[all]')

# Pages that an older package has made go with it.
.venv-docs/.made: $(SOURCES)
	$(call environment,.venv-docs,--group docs '.[all]')
	@rm -rf docs/gallery docs/generated build/docs build/doctrees

.venv-bench/.made: $(SOURCES)
	$(call environment,.venv-bench,--group bench '.[all]')
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --group peers || \
	  echo "The peers did not install: their cells in the table stay empty."
