# 每个目标自己准备好环境:只需要 python3(3.11 或更新)和它的 venv。
# Each target sets itself up from requirements.lock; nothing but python3 (3.11 or later) with its venv is needed.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

# Three parts beside each other: one of them mostly waits for processes of its own. Then what measures. With ARGS: pytest as asked.
APART := tests/test_bench.py
LIVE := tests/browser tests/crash tests/test_serving.py
OUTER := tests/adapters tests/conformance tests/core tests/domain tests/learning tests/web
INNER := tests $(foreach each,$(APART) $(LIVE) $(OUTER),--ignore=$(each))
# Where memory can hold them, the towns of the tests lie in it: their commits wait for no disk.
MEMORY := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR > 1 && $$4 > 2000000 { print "TMPDIR=/dev/shm" }')

.PHONY: demo test check lock clean tests-outer tests-inner tests-live tests-apart types-mypy types-pyright

demo: $(READY)
	@$(BIN)/xianglin demo $(ARGS)

ifdef ARGS
test: $(READY)
	$(BIN)/pytest $(ARGS)
else
test: $(READY)
	@$(MAKE) --no-print-directory --output-sync=target -j3 tests-live tests-inner tests-outer
	@$(MAKE) --no-print-directory tests-apart
endif

tests-outer:
	$(MEMORY) $(BIN)/pytest -q -p no:cacheprovider $(OUTER)
tests-inner:
	$(MEMORY) $(BIN)/pytest -q -p no:cacheprovider $(INNER)
tests-live:
	$(BIN)/pytest -q -p no:cacheprovider $(LIVE)
tests-apart:
	$(BIN)/pytest -q $(APART)

# ruff, mypy, pyright, import-linter, pytest: all of them, always.
check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory --output-sync=target -j2 types-pyright types-mypy
	$(MAKE) --no-print-directory test

types-mypy:
	$(BIN)/mypy
types-pyright:
	PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/pyright

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "需要 Python 3.11 或更新:make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "缺少 venv:请先 apt-get install python3-venv" >&2; exit 1; }
	@echo "准备环境:第一次要装依赖,大约一分钟…… (setting up, about a minute the first time)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Needs uv on the PATH (pip install uv). The files' heads say what their lines are.
COMPILE = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header
lock:
	$(COMPILE) --group test --group lint --group build -o .lock-all
	$(COMPILE) --extra postgres -c .lock-all -o .lock-run
	sed -n '/^#/p;/^[^#]/q' requirements.lock | cat - .lock-all > .lock && mv .lock requirements.lock
	sed -n '/^#/p;/^[^#]/q' requirements-run.lock | cat - .lock-run > .lock && mv .lock requirements-run.lock
	rm -f .lock-all .lock-run

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
