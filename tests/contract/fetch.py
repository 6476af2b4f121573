"""`python3 -m tests.contract.fetch`: bring what `material` names, once, each checked against its digest.

It needs npm and nothing else, not even an installed project. What is there already is left alone.
"""

from __future__ import annotations

import base64
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.contract.packages import PACKAGES, Package, folder

PATIENCE = 300
"""Seconds for one package; the largest has 29 MB."""


class NotFetched(Exception):
    """Why a package could not be had."""


def main() -> int:
    """Fetch all; 1 when some could not be had."""
    failed = 0
    for package in PACKAGES:
        if package.path.exists():
            continue
        print(f"fetching {package.spec}", file=sys.stderr)  # noqa: T201
        try:
            keep(package, packed(package.spec))
        except NotFetched as reason:
            failed = 1
            print(f"{package.spec}: {reason}", file=sys.stderr)  # noqa: T201
    print(f"what tests measure by is in {folder()}" if not failed else "not all could be fetched")  # noqa: T201
    return failed


def packed(spec: str) -> bytes:
    """A package as npm gives it out."""
    with tempfile.TemporaryDirectory() as place:
        command = ["npm", "pack", spec, "--silent", "--pack-destination", place]
        try:
            subprocess.run(command, check=True, capture_output=True, cwd=place, timeout=PATIENCE)  # noqa: S603
        except FileNotFoundError:
            raise NotFetched("npm is not installed") from None
        except subprocess.SubprocessError as error:
            words = (getattr(error, "stderr", None) or b"").decode(errors="replace").strip()
            raise NotFetched(words.splitlines()[-1] if words else str(error)) from None
        return next(Path(place).glob("*.tgz")).read_bytes()


def genuine(tarball: bytes, integrity: str) -> bytes:
    """The package, if it is what was published; otherwise `NotFetched`."""
    digest = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    if f"sha512-{digest}" != integrity:
        raise NotFetched("this is not the package that was published: its digest differs")
    return tarball


def keep(package: Package, tarball: bytes) -> None:
    """Put the one needed file in its place. `NotFetched` if the package is not what was published."""
    with tarfile.open(fileobj=io.BytesIO(genuine(tarball, package.integrity))) as archive:
        member = archive.extractfile(package.file)
        if member is None:
            raise NotFetched(f"it holds no {package.file}")
        package.path.parent.mkdir(parents=True, exist_ok=True)
        whole = package.path.with_suffix(".part")  # a fetch that is cut off leaves nothing that looks whole
        whole.write_bytes(member.read())
        whole.replace(package.path)


if __name__ == "__main__":
    sys.exit(main())
