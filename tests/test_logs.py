"""The log: every line its delivery, no secret, and no stranger who forges lines."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs

KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA0123456789\n-----END RSA PRIVATE KEY-----\n"
SECRETS = ["the-webhook-secret", "hunter2hunter2", KEY]


@pytest.fixture(autouse=True)
def log_of_its_own() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def written(format: str = "json", level: str = "INFO") -> io.StringIO:
    stream = io.StringIO()
    logs.configure(level, format, secrets=SECRETS, stream=stream)  # type: ignore[arg-type]
    return stream


def test_every_line_bears_its_delivery() -> None:
    stream = written()
    with structlog.contextvars.bound_contextvars(delivery="guid-1"):
        structlog.get_logger("bot.engine").info("decided", effects=2)
        logging.getLogger("somebody.elses").warning("careful with %s", "that")
    logging.getLogger("bot.web").info("refused", extra={"delivery": "guid-2", "status": 401})
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["delivery"] for line in lines] == ["guid-1", "guid-1", "guid-2"]
    assert [line["event"] for line in lines] == ["decided", "careful with that", "refused"]
    assert lines[0]["effects"] == 2
    assert lines[2]["status"] == 401
    assert all({"timestamp", "level", "logger"} <= line.keys() for line in lines)


@pytest.mark.parametrize("format", ["console", "json"])
@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("token ghs_16C7e42F292c6912E7710c838347Ae178B4a", "16C7e42F"),
        ("a new ghs_abc.eyJhbGciOi.part-two_3 token", "part-two_3"),
        ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "16C7e42F"),
        ("github_pat_11AAAAAAA0abcdefghijkl_mnop", "AAAAAAA0"),
        ("jwt eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiI3In0.c2lnbmF0dXJl", "c2lnbmF0dXJl"),
        ("Authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"),
        ("{'Authorization': 'Bearer abcdefgh12345'}", "abcdefgh12345"),
        ("bearer abcdefgh12345", "abcdefgh12345"),
        ("postgresql://bot:pa55word@db/x", "pa55word"),
        ("https://only-a-token@github.com/x", "only-a-token"),
        ("GET /r/a/b/rota.ics?token=abcdef", "abcdef"),
        (f"a key {KEY} in the text", "MIIEpAIBAAKCAQEA"),
        ("a piece MIIEpAIBAAKCAQEA0123456789 of it", "MIIEpAIBAAKCAQEA"),
        ("it was the-webhook-secret, then hunter2hunter2", "hunter2"),
    ],
)
def test_secrets_are_struck_out_wherever_they_appear(format: str, text: str, secret: str) -> None:
    stream = written(format)
    log = structlog.get_logger()
    log.info(text)
    log.info("a value", it=text, deep={"list": [text], text: 1}, error=ValueError(text))
    logging.getLogger("other").info("formatted %s", text)
    try:
        raise RuntimeError(text)
    except RuntimeError:
        log.exception("it failed")
        logging.getLogger("other").exception("it failed")
    assert secret not in stream.getvalue()
    assert stream.getvalue().count("[redacted]") >= 8


def test_a_field_named_like_a_secret_is_struck_out_whatever_it_holds() -> None:
    stream = written()
    structlog.get_logger().info("x", token="t", webhook_secret="s", headers={"X-Api-Key": "k", "Cookie": "c"})
    line = json.loads(stream.getvalue())
    assert line["token"] == line["webhook_secret"] == "[redacted]"
    assert line["headers"] == {"X-Api-Key": "[redacted]", "Cookie": "[redacted]"}


def test_ordinary_words_are_left_alone() -> None:
    stream = written()
    text = "basic information about tokens, see https://github.com/a/b/pull/7?state=open and a@b"
    structlog.get_logger().info(text, tokens=3)
    line = json.loads(stream.getvalue())
    assert line["event"] == text
    assert line["tokens"] == 3


@pytest.mark.parametrize("format", ["console", "json"])
def test_nobody_forges_a_line_or_moves_the_cursor(format: str) -> None:
    stream = written(format)
    title = "innocent\r\n2026-03-02 [info] forged\x1b[2J\x00\u202e\u2028\ud800"
    structlog.get_logger().info("got " + title, title=title, **{"key\n": 1})
    text = stream.getvalue()
    assert text.count("\n") == 1
    assert not any(sign in text for sign in "\r\x1b\x00\u202e\u2028\ud800")
    text.encode()


def test_a_traceback_keeps_its_lines_but_none_can_pose_as_one_of_ours() -> None:
    stream = written("console")
    try:
        raise RuntimeError("boom\n2026-03-02T09:00:00Z [info     ] forged\x1b[2J")
    except RuntimeError:
        structlog.get_logger().exception("it failed")
    first, *rest = stream.getvalue().splitlines()
    assert "it failed" in first
    assert all(line.startswith("  | ") for line in rest)
    assert any("RuntimeError: boom" in line for line in rest)
    assert "\x1b" not in stream.getvalue()


def test_a_huge_value_is_cut_and_says_so() -> None:
    stream = written()
    structlog.get_logger().info("x", body="a" * 65_536)
    assert len(stream.getvalue()) < 3_000
    assert "63536 more" in stream.getvalue()


@pytest.mark.parametrize(
    "hostile",
    [
        "eyJ-" * 50_000,
        "://" * 60_000,
        "gh" * 100_000,
        "-----BEGIN PRIVATE KEY-----" * 8_000,
        "?token" * 40_000,
    ],
)
def test_a_hostile_text_is_cleaned_in_time_that_grows_with_its_length_only(hostile: str) -> None:
    stream = written()
    structlog.get_logger().info("x", body=hostile)  # a quadratic pattern would take minutes here
    assert stream.getvalue()


def test_the_level_is_kept_and_setting_up_again_replaces() -> None:
    first = written()
    second = written(level="WARNING")
    structlog.get_logger().info("quiet")
    structlog.get_logger().warning("loud")
    logging.getLogger("aiohttp.access").info("quiet")
    assert first.getvalue() == ""
    assert [json.loads(line)["event"] for line in second.getvalue().splitlines()] == ["loud"]
