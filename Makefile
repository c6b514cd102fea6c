# `make run` starts the bot, `make test` tests it. Both install what they need into .venv, once.
PYTHON ?= python3
PIP := .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run test check fuzz format sample weights bench calibrate lock clean

help:  ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

.venv/.run: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv
	$(PIP) --requirement requirements.lock
	@touch $@

.venv/.dev: .venv/.run requirements-dev.lock
	$(PIP) --requirement requirements-dev.lock
	@touch $@

.venv/.bench: .venv/.run requirements-bench.lock
	$(PIP) --requirement requirements-bench.lock
	@touch $@

run: .venv/.run  ## Start the bot: Telegram with TELEGRAM_BOT_TOKEN, else the local chat in your browser
	.venv/bin/python -m bot

test: .venv/.dev  ## Run every test, two files at a time, those with the real models and the browser included
	.venv/bin/python -m pytest --numprocesses 2 --dist loadfile

check: .venv/.dev  ## Check format, lint and types, that packages are pinned, and that no secret is in sight
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/python -m tools.audit

fuzz: .venv/.dev  ## Try half an hour of what strangers may send; ARGS="--minutes 5 archive" for less
	.venv/bin/python -m tests.fuzz $(ARGS)

format: .venv/.dev  ## Format the code and mend what the linter can
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

sample: .venv/.run  ## Write a small zip of photos and a selfie to try the bot with
	.venv/bin/python -m bot.localchat.sample sample

weights: .venv/.run  ## Fetch the weights that the settings ask for, ahead of the first start
	.venv/bin/python -m bot.weights

bench: .venv/.bench  ## Measure the speed against DeepFace and faiss; ARGS="--help" says how
	.venv/bin/python -m bench.speed $(ARGS)

calibrate: .venv/.bench  ## Measure the accuracy on labelled photos, and fit the curves; DATA=folder of photos
	.venv/bin/python -m bench.calibrate $(DATA) --picture docs/pictures/reliability.png

lock: .venv/.dev  ## Pin every package, with hashes, from the ranges in pyproject.toml
	tools/lock

clean:  ## Remove the virtual environment and caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
