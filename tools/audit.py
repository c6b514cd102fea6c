"""Looks for what must not be in the repository: `python -m tools.audit`.

Packages that are not pinned by their hashes, addresses of package indexes in locks, and secrets. Whether a
pinned package has a known flaw cannot be told without the network: `pip-audit -r requirements.lock` tells.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PINNED = re.compile(r"[A-Za-z0-9][\w.-]*(\[[\w,-]+\])?==[\w.!+]+( ; .+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")

SECRETS = {
    "a token of a Telegram bot": r"(?<!\d)\d{8,12}:[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a token of GitHub": r"\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{60}",
    "a token of GitLab": r"\bglpat-[\w-]{20}",
    "a key of AWS": r"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
    "a key of Google": r"\bAIza[\w-]{35}",
    "a token of Slack": r"\bxox[abprs]-[\w-]{10}",
    "a token of Hugging Face": r"\bhf_[A-Za-z0-9]{34}",
    "a token of a package index": r"\bpypi-[\w-]{50}",
    "a password in an address": r"://[^/\s:@{}$<>\"']+:[^/\s:@{}$<>\"']+@",
    "a secret setting": r"(?m)^\s*(export )?\w*(TOKEN|SECRET|PASSWORD|DATA_KEY)=[A-Za-z0-9+/_:-]{16}",
}
KEPT_OUT = re.compile(r"(^|/)(\.env|id_[a-z0-9]+|.*\.(pem|key|p12|pfx|sqlite|sqlite-wal))$")
"""Files that are secrets, or hold what people have sent."""


def audit(root: Path, names: list[str]) -> list[str]:
    """What is wrong with the files of these names, one line each: where and what, never the secret itself."""
    found = []
    for name in names:
        if KEPT_OUT.search(name):
            found.append(f"{name}: no file for a repository")
        if name.endswith(".lock"):
            found += [f"{name}:{line}: {what}" for line, what in unpinned((root / name).read_text("utf-8"))]
        data = (root / name).read_bytes()
        if b"\0" not in data:
            found += [f"{name}:{line}: {what}" for line, what in secrets(data.decode("utf-8", "replace"))]
    return found


def unpinned(lock: str) -> Iterator[tuple[int, str]]:
    """Lines of a lock that name a package without its version and hashes, or anything else than packages."""
    number = 0
    for block in lock.replace("\\\n", "\0").split("\n"):
        number += 1
        lines = [line.strip() for line in block.split("\0")]
        requirement, hashes = lines[0], lines[1:]
        if requirement and not requirement.startswith("#"):
            if not PINNED.fullmatch(requirement):
                yield number, "not a package with one version"
            if not hashes or not all(HASH.fullmatch(one) for one in hashes):
                yield number, "not pinned by hashes"
        number += len(hashes)


def secrets(text: str) -> Iterator[tuple[int, str]]:
    """Lines that have something like a secret, and like which."""
    for what, pattern in SECRETS.items():
        for match in re.finditer(pattern, text):
            yield text.count("\n", 0, match.end()) + 1, f"looks like {what}"


def main() -> int:
    root = Path(__file__).parent.parent
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listed, cwd=root, capture_output=True, text=True, check=True)  # noqa: S603
    found = audit(root, sorted(name for name in done.stdout.split("\0") if (root / name).is_file()))
    print("\n".join(found) or "Every package is pinned by its hashes, and no secret is in sight.")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
