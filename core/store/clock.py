"""Time as the database keeps it: UTC, ISO 8601, to the second, so that text sorts as time does."""

from datetime import UTC, datetime, timedelta


def now() -> str:
    return ago(timedelta())


def ago(age: timedelta) -> str:
    return (datetime.now(UTC) - age).isoformat(timespec="seconds")
