"""All that is fuzzed, by name."""

from tests.fuzz import archives, images, live, queries

TARGETS = {
    target.name: target
    for target in (archives.TARGET, images.TARGET, queries.TARGET, live.PRESSES, live.MESSAGES)
}
