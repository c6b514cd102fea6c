"""Time as the database keeps it: UTC, ISO 8601, to the second, so that text sorts as time does."""

from datetime import UTC, datetime, timedelta


def now() -> str:
    return ago(timedelta())


def ago(age: timedelta) -> str:
    return written(datetime.now(UTC) - age)


def written(time: datetime) -> str:
    """Of a time that knows its zone."""
    return time.astimezone(UTC).isoformat(timespec="seconds")
