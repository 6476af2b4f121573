"""What is in `deploy/` agrees with the program, as far as can be seen without running containers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.main import get_command

from bot.cli import app
from bot.settings import Settings, load
from bot.store.sql.urls import is_on_server

PROJECT = Path(__file__).parent.parent
COMPOSE = PROJECT / "deploy/compose.fleet.yaml"
NEEDED = re.compile(r"\$\{([A-Z_]+):\?[^}]+\}")
"""A value from the environment, without which compose refuses to start."""
SECRETS = {"PRIVATE_KEY", "WEBHOOK_SECRET", "FORGET_KEY", "POSTGRES_PASSWORD"}
MAY_BE_EMPTY = {"WEBHOOK_SECRET_OLD", "METRICS_TOKEN", "PUBLIC_URL"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(COMPOSE)["services"]
    return found


def roles(services: dict[str, Any]) -> dict[str, str]:
    """The role of each service of ours, as the program itself reads its command."""
    program = get_command(app)
    read = {}
    for name, service in services.items():
        if name == "database":
            continue
        executable, *arguments = service["command"]
        assert executable == "stewardbot"
        with program.make_context(executable, arguments) as context:
            _, command, rest = program.resolve_command(context, arguments)  # type: ignore[attr-defined]
            with command.make_context(command.name, rest, parent=context) as parsed:
                read[name] = parsed.params["role"]
    return read


def test_a_web_two_workers_and_postgresql_are_started(services: dict[str, Any]) -> None:
    assert roles(services) == {"web": "web", "worker": "worker"}
    assert services["worker"]["deploy"]["replicas"] == 2
    assert services["database"]["image"].partition(":")[0].endswith("/postgres")


def test_a_command_that_the_program_does_not_know_is_found(services: dict[str, Any]) -> None:
    wrong = {"web": {"command": ["stewardbot", "serve", "--role", "spider"]}}
    with pytest.raises(Exception, match="spider"):
        roles(wrong)


def test_each_setting_exists_and_secrets_come_from_outside(services: dict[str, Any]) -> None:
    for name in ("web", "worker"):
        environment = services[name]["environment"]
        unknown = [setting for setting in environment if setting.lower() not in Settings.model_fields]
        assert unknown == []
        for setting in SECRETS & environment.keys():
            assert NEEDED.fullmatch(environment[setting]), setting
        for setting in MAY_BE_EMPTY:
            assert environment[setting] == f"${{{setting}:-}}"
    password = services["database"]["environment"]["POSTGRES_PASSWORD"]
    assert NEEDED.fullmatch(password)
    assert password in services["web"]["environment"]["DATABASE_URL"]


def test_the_settings_as_compose_fills_them_in_are_accepted(
    services: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what a person leaves out empty."""
    given = {"APP_ID": "7", "POSTGRES_PASSWORD": "pa55word"}
    for name, value in services["worker"]["environment"].items():
        filled = NEEDED.sub(lambda found: given.get(found[1], "a secret of some length"), value)
        monkeypatch.setenv(name, re.sub(r"\$\{[A-Z_]+:-\}", "", filled))
    monkeypatch.delenv("PRIVATE_KEY")
    chosen = load(env_file=None)
    assert is_on_server(chosen.database_url.get_secret_value())
    assert chosen.webhook_secret_old is None
    assert chosen.metrics_token is None


def test_what_the_image_is_made_of_is_there(services: dict[str, Any]) -> None:
    build = services["web"]["build"]
    assert (COMPOSE.parent / build["context"]).resolve() == PROJECT
    lines = (PROJECT / build["dockerfile"]).read_text(encoding="utf-8").splitlines()
    copied = [word for line in lines if line.startswith("COPY") for word in line.split()[1:-1]]
    assert copied
    assert [name for name in copied if not (PROJECT / name).exists()] == []
    assert any('".[postgres,fast]"' in line for line in lines)
