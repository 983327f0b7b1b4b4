"""The date of a run, and how to hold it still."""

import os
from datetime import UTC, date, datetime


def today() -> date:
    """Today where the user is; or the day that SOURCE_DATE_EPOCH names, so that the same input gives the same bytes."""
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(epoch), tz=UTC).date()
    return datetime.now(tz=UTC).astimezone().date()
