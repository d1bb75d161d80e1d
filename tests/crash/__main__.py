"""The crash runs: `python -m tests.crash --help`."""

from __future__ import annotations

from tests.crash import cli

if __name__ == "__main__":
    raise SystemExit(cli.main())
