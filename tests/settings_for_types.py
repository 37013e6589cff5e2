"""The settings for tools that read them without a portal running: types, templates."""

import os
from pathlib import Path

from portal.local.environment import of_tests

NOWHERE = {
    "DATABASE_URL": "postgresql://nobody@localhost/nowhere",
    "REDIS_URL": "redis://localhost:1/0",
}

for name, value in (of_tests(Path("/nonexistent")) | NOWHERE).items():
    os.environ.setdefault(name, value)

from portal.settings import *  # noqa: E402, F403
