"""Secrets on disk are for one pair of eyes: who leaves them open is told, at the start and by `doctor`."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import Settings
from bot.settings.file_permissions import open_to_others


def test_files_that_others_may_read_are_named_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = (".env", "key.pem", "bot.db")
    chosen = Settings(private_key_path=Path("key.pem"), database_url=SecretStr("sqlite:///bot.db"))
    assert open_to_others(chosen) == [], "what is not there is not open"
    for name in names:
        (tmp_path / name).touch(mode=0o600)
    assert open_to_others(chosen) == []
    for name in names:
        (tmp_path / name).chmod(0o640)
    said = open_to_others(chosen)
    assert [each.partition(" is open")[0] for each in said] == list(names)
    assert said[0].endswith("chmod 600 .env")


def test_a_database_elsewhere_has_no_file_to_look_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert open_to_others(Settings(database_url=SecretStr("sqlite://"))) == []
