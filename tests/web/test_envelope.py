"""The envelope is read quickly, and yet as a strict reader of JSON would."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.web import envelope
from bot.web.envelope import MalformedDelivery, open_envelope
from tests.harness.examples import examples

TYPICAL = {
    "action": "opened",
    "number": 9,
    "issue": {"number": 7, "title": 'a\u00e9\n"\\', "odd": [1, 2.5, -3e5, None, True, {}, []]},
    "repository": {"id": 12, "owner": {"id": 3}},
    "installation": {"id": 5},
    "merge_group": {"head_sha": "a" * 40},
}
BODIES = [json.dumps(TYPICAL, ensure_ascii=ascii_only).encode() for ascii_only in (True, False)]
SPLINTERS = [
    *(bytes([byte]) for byte in b'"{}[],:0-.e+N\\ \x00\x1f\xff\xc3\xa9'),
    *(b"NaN", b"-Infinity", b"\\u00", b"\\ud800", b"\xed\xa0\x80", b"null", b"true", b"9" * 4_400),
    b'"repository": {"id": 13},',
    b'"action": 7,',
]


def strictly(body: bytes) -> dict[str, Any] | None:
    """What the standard library reads; None where that is no object."""

    def refuse(constant: str) -> NoReturn:
        raise ValueError(constant)

    try:
        payload = json.loads(body.decode(), parse_constant=refuse, parse_float=str)
    except ValueError:
        return None
    return payload if isinstance(payload, dict) else None


@pytest.fixture(params=["pydantic", "msgspec"], autouse=True, scope="module")
def reader(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each of the quick readers."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "pydantic":
            patch.setitem(sys.modules, "msgspec", None)
        elif find_spec("msgspec") is None:
            pytest.skip("the extra `fast` is not installed")
        envelope._quick_reader.cache_clear()
        yield
    envelope._quick_reader.cache_clear()


def same_whole(body: bytes) -> bool:
    """Whether a body is read like the same content written anew, without anything odd about its form."""
    payload = strictly(body)
    try:
        read = open_envelope(body)
    except MalformedDelivery:
        return payload is None
    return payload is not None and read == open_envelope(json.dumps(payload).encode())


@pytest.mark.slow
@settings(max_examples=examples(40), deadline=None)
@given(
    st.sampled_from(BODIES),
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 3), st.sampled_from(SPLINTERS)), max_size=4),
)
def test_a_body_broken_anywhere_is_read_as_the_strict_reader_does(
    body: bytes, breaks: list[tuple[int, int, bytes]]
) -> None:
    for place, cut, splinter in breaks:
        body = body[:place] + splinter + body[place + cut :]
    assert same_whole(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"repository": {"id": 1}, "repository": {"id": 2}}',
        b'{"repository": {"id": 1, "id": 2}}',
        b'{"repository": {"id": 1}, "repository": null}',
        b'{"a": [NaN]}',
        b'{"a": ' + b"9" * 4_301 + b"}",
        b'{"a": "' + b"x" * 900 + b'", "b": ' + b"9" * 4_301 + b"}",
        b'{"a": ' + b"9" * 4_300 + b"}",
        b'{"a": "\xff"}',
        b'{"a": "NaN and Infinity"}',
        b'{"repository": "x", "installation": {"id": 5}}',
        b'{"a": ' + b"[" * 300 + b"]" * 300 + b', "repository": {"id": 2}}',
        b'\xef\xbb\xbf{"repository": {"id": 2}}',
    ],
)
def test_what_the_quick_reader_might_see_otherwise(body: bytes) -> None:
    assert same_whole(body)
