"""Settings: what an operator may write, and the one sentence that mends each mistake."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from bot import settings
from bot.core.states import OperatorMode
from bot.settings import SettingsError
from bot.settings.host import EVERYWHERE
from bot.settings.unread import unread
from bot.simulation.simulation import throwaway_key

SECRET, OLD = "a secret of some length", "the secret before that one"
DSN = "https://key@sentry.example/1"


@pytest.fixture(scope="module")
def pem() -> str:
    return (
        throwaway_key().private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
    )


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().lower() in settings.Settings.model_fields or name.upper().startswith("NOTIFY_"):
            monkeypatch.delenv(name)


def load(monkeypatch: pytest.MonkeyPatch, **environment: str) -> settings.Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return settings.load(env_file=None)


def complaint(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(monkeypatch, **environment)
    return str(caught.value)


def test_without_anything_set_the_defaults_are_those_of_the_documentation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = load(monkeypatch)
    assert found.webhook_path == "/api/github/webhooks"
    assert found.port == 3000
    assert settings.Settings().database_url.get_secret_value() == "sqlite+aiosqlite:///stewardbot.db"
    assert found.database_url.get_secret_value() == "sqlite:///stewardbot.db"
    assert found.mode is OperatorMode.ACT
    assert found.dashboard == "private"
    assert (found.github_api_url, found.github_graphql_url) == (
        "https://api.github.com",
        "https://api.github.com/graphql",
    )


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=4000\nLOG_LEVEL=debug\nNOTIFY_TEAM=https://a.example\nUNRELATED=1\n")
    monkeypatch.setenv("PORT", "5000")
    monkeypatch.setenv("NOTIFY_SLACK_SUPPORT", "https://b.example")
    found = settings.load(file)
    assert found.port == 5000
    assert found.log_level == "DEBUG"
    assert {name: url.get_secret_value() for name, url in found.notify.items()} == {
        "team": "https://a.example",
        "slack-support": "https://b.example",
    }


def test_people_sign_in_where_all_is_set_that_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch).sign_in is None
    assert load(monkeypatch).missing_for_sign_in == []
    some = load(monkeypatch, GITHUB_CLIENT_ID="Iv1.0123", SESSION_SECRET=DSN * 2)
    assert some.sign_in is None
    assert some.missing_for_sign_in == ["GITHUB_CLIENT_SECRET"]
    assert some.idle == []
    found = load(monkeypatch, GITHUB_CLIENT_SECRET=OLD)
    assert found.sign_in is not None
    assert found.missing_for_sign_in == []
    assert {OLD, DSN * 2} <= set(found.secret_values())


def test_settings_that_nothing_reads_yet_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, PORT="4000").idle == []
    chosen = load(monkeypatch, SENTRY_DSN=DSN, WEBHOOK_SECRET=SECRET, WEBHOOK_SECRET_OLD=OLD)
    assert chosen.idle == ["SENTRY_DSN"]
    assert {SECRET, OLD, DSN} <= set(chosen.secret_values())


@pytest.mark.parametrize(
    ("environment", "web"),
    [
        ({}, "https://github.com"),
        ({"GHE_HOST": "git.example.org"}, "https://git.example.org"),
        ({"GITHUB_API_URL": "https://git.example.org/api/v3/"}, "https://git.example.org"),
        ({"GITHUB_API_URL": "https://api.octo.ghe.com"}, "https://octo.ghe.com"),
        ({"GITHUB_API_URL": "http://127.0.0.1:9/"}, "http://127.0.0.1:9"),
    ],
)
def test_where_the_pages_of_this_github_are_follows_from_its_api(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], web: str
) -> None:
    assert load(monkeypatch, **environment).github_web_url == web


@pytest.mark.parametrize(
    ("environment", "host"),
    [
        ({}, "127.0.0.1"),
        ({"PORT": "4000"}, EVERYWHERE),
        ({"PORT": "4000", "HOST": "10.0.0.1"}, "10.0.0.1"),
    ],
)
def test_it_listens_on_this_machine_alone_unless_a_platform_gives_the_port(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], host: str
) -> None:
    monkeypatch.setattr("bot.settings.host.CONTAINERS", ())
    assert load(monkeypatch, **environment).host == host


def test_in_a_container_it_listens_everywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("bot.settings.host.CONTAINERS", (tmp_path,))
    assert load(monkeypatch).host == EVERYWHERE


def test_a_setting_that_nothing_reads_is_named_with_what_was_meant(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    file.write_text("WEBHOOK_SECERT=0123456789abcdef\nUNRELATED=1\nNOTIFY_TEAM=https://a.example\nPORT=1\n")
    monkeypatch.setenv("PRIVATE_KEY_PAHT", "/x")
    monkeypatch.setenv("SOMEBODY_ELSES", "1")
    assert list(unread(file)) == [
        "PRIVATE_KEY_PAHT is no setting, so nothing reads it; did you mean PRIVATE_KEY_PATH?",
        f"UNRELATED in {file} is no setting, so nothing reads it",
        "WEBHOOK_SECERT is no setting, so nothing reads it; did you mean WEBHOOK_SECRET?",
    ]


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    found = load(monkeypatch, PORT="", WEBHOOK_SECRET="", NOTIFY_TEAM="")
    assert found.port == 3000
    assert found.webhook_secret is None
    assert found.notify == {}


@pytest.mark.parametrize(
    ("environment", "api", "graphql"),
    [
        (
            {"GHE_HOST": "git.example.org"},
            "https://git.example.org/api/v3",
            "https://git.example.org/api/graphql",
        ),
        (
            {"GITHUB_API_URL": "https://git.example.org/api/v3/"},
            "https://git.example.org/api/v3",
            "https://git.example.org/api/graphql",
        ),
        ({"GITHUB_API_URL": "http://127.0.0.1:9/"}, "http://127.0.0.1:9", "http://127.0.0.1:9/graphql"),
        (
            {"GHE_HOST": "git.example.org", "GITHUB_GRAPHQL_URL": "https://other.example/g"},
            "https://git.example.org/api/v3",
            "https://other.example/g",
        ),
    ],
)
def test_the_addresses_of_an_enterprise_server_follow_from_its_host(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], api: str, graphql: str
) -> None:
    found = load(monkeypatch, **environment)
    assert (found.github_api_url, found.github_graphql_url) == (api, graphql)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:///x.db", "sqlite:///x.db"),
        ("sqlite+aiosqlite:///x.db", "sqlite:///x.db"),
    ],
)
def test_a_database_url_gets_the_driver_we_use(
    monkeypatch: pytest.MonkeyPatch, given: str, used: str
) -> None:
    assert load(monkeypatch, DATABASE_URL=given).database_url.get_secret_value() == used


@pytest.mark.parametrize("shape", ["raw", "one line", "blanks", "quoted", "base64", "wrapped base64", "crlf"])
def test_a_private_key_is_read_in_every_shape_people_paste(
    monkeypatch: pytest.MonkeyPatch, pem: str, shape: str
) -> None:
    encoded = base64.b64encode(pem.encode()).decode()
    pasted = {
        "raw": pem,
        "one line": pem.replace("\n", "\\n"),
        "blanks": pem.replace("\n", " "),
        "quoted": f'"{pem}"',
        "base64": encoded,
        "wrapped base64": "\n".join(encoded[start : start + 76] for start in range(0, len(encoded), 76)),
        "crlf": pem.replace("\n", "\r\n"),
    }[shape]
    found = load(monkeypatch, PRIVATE_KEY=pasted, APP_ID="7", WEBHOOK_SECRET=SECRET).require_app()
    assert found.private_key.get_secret_value() == pem
    assert found.app_id == 7


def test_a_private_key_can_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, pem: str, tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text(pem)
    found = load(monkeypatch, PRIVATE_KEY_PATH=str(file), APP_ID="7", WEBHOOK_SECRET=SECRET)
    assert found.require_app().private_key.get_secret_value() == pem


def test_the_server_says_all_that_is_missing_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as caught:
        load(monkeypatch).require_app()
    problems = caught.value.problems
    assert [problem.split()[0] for problem in problems] == ["APP_ID", "PRIVATE_KEY", "WEBHOOK_SECRET"]
    assert all(problem.endswith(".") for problem in problems)


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"FORGET_KEY": "short"}, "FORGET_KEY: the key needs at least 16 characters"),
        ({"WEBHOOK_SECRET": "too-short-secret"[:15]}, "WEBHOOK_SECRET: a webhook secret needs at least 16"),
        ({"PORT": "hidden-value"}, "PORT: "),
        ({"PORT": "70000"}, "PORT: "),
        ({"APP_ID": "hidden-value"}, "APP_ID: must be a whole number; fix it in the environment or in .env."),
        ({"APP_ID": "1.5"}, "APP_ID: must be a whole number"),
        ({"MAINTENANCE_AT": "25:00"}, "MAINTENANCE_AT: write a time of day in UTC, such as 03:00"),
        ({"HTTP_TIMEOUT": "soon"}, "HTTP_TIMEOUT: must be a number"),
        ({"LOG_FORMAT": "hidden-value"}, "LOG_FORMAT: must be one of console, json"),
        ({"DASHBOARD": "hidden-value"}, "DASHBOARD: must be one of private, public"),
        ({"DATABASE_URL": "mysql://u:hidden-value@h/d"}, "DATABASE_URL: write sqlite"),
        *(
            ({"DATABASE_URL": f"postgresql://{rest}"}, "DATABASE_URL: write postgresql://")
            for rest in (
                "u:pass@hidden-value@h/d",
                "u:pass/hidden-value@h/d",
                "u:pass#hidden-value@h/d",
                "u:pass%zzhidden-value@h/d",
                "u:hidden-value@h:port/d",
                "u:hidden-value@[::1/d",
                "u:hidden-value@h/d%00",
                "u:hidden-value@h/d\nmore",
            )
        ),
        ({"GITHUB_API_URL": "https://u:hidden-value@h"}, "GITHUB_API_URL: write a URL"),
        ({"GHE_HOST": "https://hidden-value"}, "GHE_HOST: write only the host name"),
        ({"WEBHOOK_PATH": "hidden-value"}, "WEBHOOK_PATH: a path begins with /"),
        ({"WEBHOOK_PATH": "/metrics"}, "WEBHOOK_PATH: this path is the server's own"),
        ({"PRIVATE_KEY": "hidden-value"}, "PRIVATE_KEY: this is no private key"),
        ({"HTTP_TIMEOUT": "30"}, "HTTP_TIMEOUT < WRITE_DEADLINE < WRITE_GRACE < WRITE_LEASE"),
        ({"KEEPALIVE_TIMEOUT": "9"}, "HEADER_TIMEOUT < KEEPALIVE_TIMEOUT"),
        ({"BODY_TIMEOUT": "10"}, "BODY_IDLE_TIMEOUT < BODY_TIMEOUT"),
        ({"BODY_MEMORY": "24"}, "BODY_MEMORY: should be greater than or equal to 32"),
        (
            {"WEBHOOK_SECRET_OLD": "hidden-value-that-is-long"},
            "WEBHOOK_SECRET_OLD is set and WEBHOOK_SECRET is not",
        ),
        (
            {"WEBHOOK_SECRET_OLD": "too-short-secret"[:15]},
            "WEBHOOK_SECRET_OLD: a webhook secret needs at least 16",
        ),
        (
            {"WEBHOOK_SECRET": "hidden-value-twice", "WEBHOOK_SECRET_OLD": "hidden-value-twice"},
            "WEBHOOK_SECRET and WEBHOOK_SECRET_OLD are the same",
        ),
        (
            {"SESSION_SECRET": "hidden-value-of-31-characters.."},
            "SESSION_SECRET: the secret of sessions needs at least 32",
        ),
        (
            {"SESSION_SECRET_OLD": "hidden-value-of-a-session-of-some-length"},
            "SESSION_SECRET_OLD is set and SESSION_SECRET is not",
        ),
        (
            dict.fromkeys(
                ("SESSION_SECRET", "SESSION_SECRET_OLD"), "hidden-value-of-a-session-of-some-length"
            ),
            "SESSION_SECRET and SESSION_SECRET_OLD are the same",
        ),
        ({"NOTIFY": "hidden-value"}, "NOTIFY_<NAME>"),
        ({"HTTP_TIMEOUT": "nan"}, "HTTP_TIMEOUT: "),
    ],
)
def test_a_mistake_is_one_sentence_that_never_repeats_the_value(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], words: str
) -> None:
    said = complaint(monkeypatch, **environment)
    assert words in said
    assert "hidden-value" not in said
    assert "too-short" not in said
    assert "\n" not in said
    assert said.endswith((" in the environment or in .env.",))


def test_two_keys_are_one_too_many(monkeypatch: pytest.MonkeyPatch, pem: str) -> None:
    assert "both set" in complaint(monkeypatch, PRIVATE_KEY=pem, PRIVATE_KEY_PATH="key.pem")


def test_a_file_that_is_no_text_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"PORT=\xff\xfe")
    with pytest.raises(SettingsError, match="must be a text file in UTF-8"):
        settings.load(file)


def refusal(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(monkeypatch, APP_ID="7", WEBHOOK_SECRET=SECRET, **environment).require_app()
    return str(caught.value)


def test_an_unreadable_key_stops_the_server(
    monkeypatch: pytest.MonkeyPatch, pem: str, tmp_path: Path
) -> None:
    missing = tmp_path / "missing.pem"
    assert f"PRIVATE_KEY_PATH: {missing} cannot be read" in refusal(
        monkeypatch, PRIVATE_KEY_PATH=str(missing)
    )
    assert "cannot be read" in refusal(monkeypatch, PRIVATE_KEY_PATH=str(tmp_path))
    binary = tmp_path / "binary.pem"
    binary.write_bytes(b"\xff" * 9)
    assert "is no text file" in refusal(monkeypatch, PRIVATE_KEY_PATH=str(binary))
    other = tmp_path / "other.pem"
    other.write_text("something else")
    assert "is no private key" in refusal(monkeypatch, PRIVATE_KEY_PATH=str(other))
    monkeypatch.delenv("PRIVATE_KEY_PATH")
    assert "PRIVATE_KEY: this private key is damaged" in refusal(
        monkeypatch, PRIVATE_KEY=pem.replace("M", "", 1).replace(pem[100:400], "")
    )


def test_a_key_that_cannot_sign_for_an_app_is_refused(monkeypatch: pytest.MonkeyPatch, pem: str) -> None:
    curve = ec.generate_private_key(ec.SECP256R1())
    other = curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    assert "not an RSA key" in refusal(monkeypatch, PRIVATE_KEY=other)
    locked = curve.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"words")
    ).decode()
    assert "locked by a passphrase" in complaint(monkeypatch, PRIVATE_KEY=locked)


def test_secrets_do_not_show_in_a_printed_value(monkeypatch: pytest.MonkeyPatch, pem: str) -> None:
    found = load(
        monkeypatch,
        PRIVATE_KEY=pem,
        WEBHOOK_SECRET=SECRET,
        NOTIFY_TEAM="https://hooks.example/the-hook",
        METRICS_TOKEN="the-token",
    )
    printed = f"{found!r} {found} {found.model_dump()}"
    for secret in (SECRET, "the-hook", "the-token", pem.splitlines()[1]):
        assert secret not in printed
    assert {SECRET, "https://hooks.example/the-hook", "the-token", pem} <= set(found.secret_values())


def test_how_long_things_are_kept_is_said_in_days(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [each.days for each in load(monkeypatch).retention if each] == [14, 90]
    found = load(monkeypatch, RETENTION_PAYLOADS="3", RETENTION_EFFECTS="30", RETENTION_DEEDS="365").retention
    assert [each.days for each in found if each] == [3, 30, 365]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"RETENTION_PAYLOADS": "1"}, "RETENTION_PAYLOADS: should be greater than or equal to 3"),
        ({"RETENTION_DEEDS": "7"}, "RETENTION_DEEDS: should be greater than or equal to 30"),
        ({"RETENTION_PAYLOADS": "60", "RETENTION_EFFECTS": "30"}, "RETENTION_PAYLOADS is longer than"),
        ({"RETENTION_EFFECTS": "forever"}, "RETENTION_EFFECTS: must be a whole number"),
    ],
)
def test_what_cannot_be_kept_like_that_is_said(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    assert said in complaint(monkeypatch, **given)


def test_the_password_of_the_database_is_struck_out_of_the_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    found = load(monkeypatch, DATABASE_URL="postgres://bot:pa%2Fss-word@h/d")
    assert {"pa%2Fss-word", "pa/ss-word"} <= {*found.secret_values()}
