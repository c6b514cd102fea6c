"""Input that nobody means, for as long as wanted: `.venv/bin/python -m tests.fuzz --minutes 30`."""
