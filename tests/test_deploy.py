"""What is in `deploy/` agrees with the program, as far as can be seen without running containers."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.main import get_command

from bot.cli import app
from bot.settings import Settings, load
from bot.store.sql.urls import is_on_server

PROJECT = Path(__file__).parent.parent
ONE = PROJECT / "deploy/compose.yaml"
UNIT = PROJECT / "deploy/stewardbot.service"
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


SPECIFIED = {
    "": {"name", "services", "networks", "volumes", "configs", "secrets", "include"},
    "service": {
        *("build", "cap_add", "cap_drop", "command", "configs", "container_name", "depends_on", "deploy"),
        *("entrypoint", "env_file", "environment", "expose", "healthcheck", "image", "init", "labels"),
        *("networks", "ports", "profiles", "pull_policy", "read_only", "restart", "secrets", "security_opt"),
        *("stop_grace_period", "stop_signal", "tmpfs", "ulimits", "user", "volumes", "working_dir"),
    },
    "build": {"args", "context", "dockerfile", "target"},
    "healthcheck": {"test", "interval", "timeout", "retries", "start_period", "start_interval", "disable"},
}
"""The keys of Compose that a file of ours may have. https://github.com/compose-spec/compose-spec"""
DURATION = re.compile(r"(\d+(h|m|s|ms|us))+")


def mistakes(text: str) -> list[str]:
    """What an engine would refuse in a compose file, as far as can be seen without one."""
    written = YAML(typ="safe").load(text)
    found = [f"unknown key {key}" for key in written if key not in SPECIFIED[""] and key[:2] != "x-"]
    for name, service in written["services"].items():
        found += [f"{name}: unknown key {key}" for key in service if key not in SPECIFIED["service"]]
        for part in ("build", "healthcheck"):
            found += [f"{name}: {key}" for key in service.get(part, {}) if key not in SPECIFIED[part]]
        times = [service.get("stop_grace_period", "1s")]
        times += [
            value for key, value in service.get("healthcheck", {}).items() if key not in ("test", "retries")
        ]
        found += [f"{name}: {value} is no time" for value in times if not DURATION.fullmatch(str(value))]
        found += [
            f"{name}: {value} is no text"
            for value in service["environment"].values()
            if not isinstance(value, str)
        ]
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            if source[0] not in "./" and source not in written["volumes"]:
                found.append(f"{name}: there is no volume {source}")
    return found


@pytest.mark.parametrize("file", [ONE, COMPOSE], ids=lambda file: file.name)
def test_a_compose_file_has_nothing_that_an_engine_refuses(file: Path) -> None:
    text = file.read_text("utf-8")
    assert mistakes(text) == []
    assert mistakes(text.replace("healthcheck:", "health_check:"))
    assert (
        mistakes(text.replace("/var/lib/postgresql", "").replace("data:/data", "dat:/data"))
        or file is COMPOSE
    )


def test_one_server_keeps_all_it_has_on_its_volume() -> None:
    service = YAML(typ="safe").load(ONE.read_text("utf-8"))["services"]["stewardbot"]
    image = (PROJECT / service["build"]["dockerfile"]).read_text("utf-8")
    assert "WORKDIR /data\n" in image, "where .env is written"
    assert service["volumes"] == ["data:/data"]
    assert service["environment"]["DATABASE_URL"].partition("sqlite+aiosqlite:///")[2].startswith("/data/")
    assert str(service["command"]).replace("'", '"') in image
    unknown = [name for name in service["environment"] if name.lower() not in Settings.model_fields]
    assert unknown == ["NOTIFY_OPERATOR"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
@pytest.mark.slow
def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    """Where the program is installed differs here; all else is as it is."""

    def verdict(text: str) -> str:
        unit = tmp_path / "stewardbot.service"
        unit.write_text(text.replace("/opt/stewardbot/bin/stewardbot", sys.executable), "utf-8")
        command = ["systemd-analyze", "verify", "--man=no", str(unit)]
        done = subprocess.run(  # noqa: S603  a command of ours
            command, capture_output=True, text=True, check=False, timeout=60
        )
        return "\n".join(
            line for line in (done.stdout + done.stderr).splitlines() if "stewardbot.service" in line
        )

    text = UNIT.read_text("utf-8")
    assert verdict(text) == ""
    assert "ProtectSystems" in verdict(text.replace("ProtectSystem", "ProtectSystems"))


def test_the_unit_starts_what_there_is_with_all_it_may_not_do() -> None:
    lines = [
        line.partition("=") for line in UNIT.read_text("utf-8").splitlines() if "=" in line and line[0] != "#"
    ]
    written = {name: value for name, _, value in lines}
    executable, *arguments = written["ExecStart"].split()
    assert executable.rpartition("/")[2] == "stewardbot"
    assert arguments == ["serve"]
    assert written["WorkingDirectory"] == f"/var/lib/{written['StateDirectory']}"
    for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "DynamicUser"):
        assert written[name] == "yes"
    assert (written["ProtectSystem"], written["CapabilityBoundingSet"]) == ("strict", "")
