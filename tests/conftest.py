"""What all tests share."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture
def shared() -> Path:
    """The folder beside the project with design, scenarios, messages; skips when it is not there."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here")
    return SHARED
