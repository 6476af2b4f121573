"""GitHub's descriptions: fetched only as they were published, and missed aloud."""

from __future__ import annotations

import base64
import hashlib
import io
import subprocess
import sys
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.contract.fetch import NotFetched, keep
from tests.contract.packages import PACKAGES, REST, Missing, folder

PROJECT = Path(__file__).parents[2]


def tarball(name: str, text: bytes) -> tuple[bytes, str]:
    """A package with one file, and its digest as npm writes it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text))
    made = packed.getvalue()
    return made, f"sha512-{base64.b64encode(hashlib.sha512(made).digest()).decode()}"


def test_a_package_is_kept_outside_the_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEWARDBOT_MATERIAL", str(tmp_path))
    archive, digest = tarball(REST.file, b"{}")
    keep(replace(REST, integrity=digest), archive)
    assert REST.read() == b"{}"


def test_a_package_that_was_tampered_with_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEWARDBOT_MATERIAL", str(tmp_path))
    with pytest.raises(NotFetched, match="digest differs"):
        keep(REST, tarball(REST.file, b"{}")[0])
    with pytest.raises(Missing, match="requests and answers"):
        REST.read()


def test_it_is_kept_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEWARDBOT_MATERIAL", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert folder() == Path("/somewhere/stewardbot")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert folder() == Path.home() / ".cache" / "stewardbot"


def test_every_package_is_pinned_to_its_digest() -> None:
    assert all(package.integrity.startswith("sha512-") and package.version for package in PACKAGES)


@pytest.mark.slow
def test_a_run_without_it_fails_nowhere_and_says_what_it_did_not_check(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider",
         "tests/contract/test_graphql_contract.py", "tests/contract/test_webhook_contract.py",
         "-k", "not left_out"],
        cwd=PROJECT, env={"PATH": "/usr/bin:/bin", "STEWARDBOT_MATERIAL": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    [line] = [package for package in run.stdout.splitlines() if package.startswith("NOT CHECKED: ")]
    assert "GraphQL documents" in line
    assert "webhooks" in line
    assert "python3 -m tests.contract.fetch" in line
