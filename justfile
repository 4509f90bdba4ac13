export PATH := justfile_directory() / ".venv-dev/bin:" + env("PATH")

# Everything CI runs, in the same order; changes no file.
check: read test

# All that reads the code without running it, at once; every failure is told.
[parallel]
read: lint types imports test-public-alone

lint:
    ruff check .
    ruff format --check .

types:
    mypy

imports:
    lint-imports

# Every test but the slow ones.
test *words:
    python -m pytest -q -n 2 --dist worksteal -m "not slow" {{ words }}

# The public side, in an environment that never had the packages that open records.
test-public-alone:
    ./requirements/public-alone

# Long trials: minutes to hours; kill -9 at 200 moments of each act.
nightly:
    HYPOTHESIS_PROFILE=nightly CLERESTORY_KILLS=200 python -m pytest -q
    python benchmarks/probe_fuzz.py 10000
    python -m pip install --quiet --no-deps --require-hashes --target .venv-atheris --upgrade -r requirements/atheris.txt
    PYTHONPATH=.venv-atheris python benchmarks/probe_atheris.py --all 600

fix:
    ruff check --fix .
    ruff format .

# Pin again, with hashes and without addresses (needs uv).
lock:
    uv pip compile pyproject.toml --all-extras --group dev --generate-hashes --universal --python-version 3.11 --no-emit-index-url --custom-compile-command "just lock" -q -o requirements/dev.txt
    uv pip compile pyproject.toml --all-extras -c requirements/dev.txt --generate-hashes --universal --python-version 3.11 --no-emit-index-url --custom-compile-command "just lock" -q -o requirements/run.txt
    uv pip compile requirements/public.in -c requirements/dev.txt --generate-hashes --universal --python-version 3.11 --no-emit-index-url --custom-compile-command "just lock" -q -o requirements/public.txt
    uv pip compile requirements/datasette.in --generate-hashes --universal --python-version 3.11 --no-emit-index-url --custom-compile-command "just lock" -q -o requirements/datasette.txt
    uv pip compile requirements/atheris.in --generate-hashes --universal --python-version 3.11 --no-emit-index-url --custom-compile-command "just lock" -q -o requirements/atheris.txt
    uv pip compile requirements/superset.in --generate-hashes --universal --python-version 3.11 --no-emit-index-url --custom-compile-command "just lock" -q -o requirements/superset.txt

# Make what is made from code: editors' schemas, the reference of a project's files.
generate:
    python -m clerestory.project.schema
    python -m clerestory.project.reference docs/reference/project.md
    python -m clerestory.cli.reference docs/reference/commands.md
    python -m clerestory.governance.approval.reference docs/reference/release-states.md
    python -m clerestory.cli.controls tests/scenario/controls docs/reference/controls.md

# Run the tests of the controls, and write how they went into their page.
controls:
    python -m pytest -q tests/scenario/controls --junitxml=.controls.xml --deselect tests/scenario/controls/test_every_control_has_a_test.py::test_the_page_is_made_from_these_files_and_every_one_passed
    python -m clerestory.cli.controls tests/scenario/controls docs/reference/controls.md .controls.xml
    rm .controls.xml

# Build the charts and the explorer again (needs Node; the bundles are committed).
web:
    cd web/explorer && npm ci --no-audit --no-fund --ignore-scripts && npm run --silent build

# Are the committed bundles what the sources give?
web-check:
    cd web/explorer && npm ci --no-audit --no-fund --ignore-scripts && npm run --silent check

# Take the pictures of the documentation from a folder of `clerestory demo`.
pictures folder:
    python docs/pictures/take.py {{ folder }}
