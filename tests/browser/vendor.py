"""`python3 -m tests.browser.vendor`: bring what pages use of others, unchanged, as `manifest.json` names it.

To come to a newer version, write it and the digest of its package (`npm view NAME@VERSION dist.integrity`)
into the manifest and run this: it writes the files and their digests anew. It needs npm and nothing else.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import tarfile
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.contract.fetch import genuine, packed

VENDOR = Path(__file__).parents[2] / "bot" / "web" / "static" / "vendor"
MANIFEST = VENDOR / "manifest.json"


@dataclass(frozen=True)
class Vendored:
    """A package of npm. `sha256`: which of its files we have, and the digest of each."""

    name: str
    version: str
    licence: str
    integrity: str
    sha256: dict[str, str]

    @property
    def spec(self) -> str:
        """As npm is asked for it."""
        return f"{self.name}@{self.version}"

    def place(self, file: str) -> Path:
        """Where one of its files lies."""
        return VENDOR / self.name.rpartition("/")[2] / Path(file).name


def manifest() -> list[Vendored]:
    """What there is."""
    return [Vendored(**entry) for entry in json.loads(MANIFEST.read_text(encoding="utf-8"))]


def bring(package: Vendored) -> Vendored:
    """Put a package's files in their places; the same with their digests. `NotFetched` if it is not to be
    had, or not what was published."""
    tarball = genuine(packed(package.spec), package.integrity)
    digests = {}
    with tarfile.open(fileobj=io.BytesIO(tarball)) as archive:
        for file in package.sha256:
            member = archive.extractfile(f"package/{file}")
            assert member is not None, f"{package.spec} holds no {file}"
            content = member.read()
            package.place(file).parent.mkdir(parents=True, exist_ok=True)
            package.place(file).write_bytes(content)
            digests[file] = hashlib.sha256(content).hexdigest()
    return Vendored(**{**asdict(package), "sha256": digests})


def main() -> int:
    """Bring all."""
    packages = [bring(package) for package in manifest()]
    MANIFEST.write_text(json.dumps([asdict(package) for package in packages], indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
