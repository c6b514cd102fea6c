"""What time it is, and as the database keeps it: UTC, ISO 8601, to the second, so that text sorts as time."""

from datetime import UTC, datetime, timedelta


def current() -> datetime:
    """All that is kept for so many days is kept by this."""
    return datetime.now(UTC)


def now() -> str:
    return ago(timedelta())


def ago(age: timedelta) -> str:
    return written(current() - age)


def written(time: datetime) -> str:
    """Of a time that knows its zone."""
    return time.astimezone(UTC).isoformat(timespec="seconds")
