from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    import pytest

#: "test": the same examples every time, so that the suite is never red by chance; "fuzz": new ones, and many.
settings.register_profile(
    "test",
    derandomize=True,
    deadline=None,
    database=None,
    # A busy machine draws slowly; that says nothing of what is tested.
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "fuzz",
    derandomize=False,
    deadline=None,
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "5000")),
    suppress_health_check=list(HealthCheck),
)


def pytest_configure(config: pytest.Config) -> None:
    """Name the marks that the tests use; any other is an error. Choose how properties are tried."""
    config.addinivalue_line("markers", "bot(**settings): run the test with a bot of these settings")
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))
