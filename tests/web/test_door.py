"""The door: what GitHub may send, what is stored, and what everybody else is told."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import hmac
import json
from collections.abc import AsyncIterator

import pytest

from bot.web.bodies import Bodies
from bot.web.limits import LARGEST_BODY, WebLimits
from bot.web.webhook import Door
from tests.harness.over_http.door import PATH, SECRET, START, House, open_house, sign

pytestmark = [pytest.mark.usefixtures("http"), pytest.mark.asyncio(loop_factories=["asyncio", "uvloop"])]

ISSUE = {
    "action": "opened",
    "issue": {"number": 7, "title": "It breaks"},
    "repository": {"id": 12, "full_name": "acme/widget"},
    "installation": {"id": 5},
}


async def test_a_delivery_is_stored_as_it_came_and_the_worker_is_woken(house: House) -> None:
    body = json.dumps(ISSUE, indent=1).encode()
    answer = await house.post(body=body, guid="72d3162e-cc78-11e3-81ab-4c9367dc0958")
    assert answer.status == 202
    assert await answer.json() == {"stored": True}
    (arrival,) = house.inbox.arrivals.values()
    assert arrival.guid == "72d3162e-cc78-11e3-81ab-4c9367dc0958"
    assert (arrival.event, arrival.action) == ("issues", "opened")
    assert (arrival.repo_id, arrival.number, arrival.installation_id) == (12, 7, 5)
    assert arrival.lane == "12#7"
    assert arrival.payload == body
    assert arrival.received_at == START
    assert house.nudges == [1]


async def test_the_same_delivery_again_is_acknowledged_and_wakes_nobody(house: House) -> None:
    for _ in range(2):
        answer = await house.post(ISSUE, guid="one")
    assert answer.status == 202
    assert await answer.json() == {"stored": False}
    assert house.nudges == [1]


async def test_a_ping_and_an_unknown_event_are_taken_like_any_other(house: House) -> None:
    for event in ("ping", "something_github_adds_next_year"):
        assert (await house.post({"zen": "Speak like a human.", "hook_id": 1}, event=event)).status == 202
    assert len(house.inbox.arrivals) == 2


@pytest.mark.parametrize(
    ("payload", "lane"),
    [
        (ISSUE, "12#7"),
        ({"repository": {"id": 12}, "pull_request": {"number": 8}, "number": 8}, "12#8"),
        ({"repository": {"id": 12}, "number": 9}, "12#9"),
        ({"repository": {"id": 12}, "ref": "refs/heads/main"}, "12#0"),
        ({"installation": {"id": 5}}, "installation:5"),
        ({"repository": None, "installation": {"id": 5}, "issue": None}, "installation:5"),
        ({"repository": {"id": 12}, "issue": {"number": None}}, "12#0"),
        ({"repository": {"id": 12}, "issue": [], "pull_request": "x", "number": True}, "12#0"),
        ({"repository": {"id": 12}, "issue": {"number": 2**63}}, "12#0"),
        ({"repository": {"id": -1}, "installation": {"id": 5}}, "installation:5"),
    ],
)
async def test_the_lane_is_the_subject_as_far_as_it_is_told(house: House, payload: object, lane: str) -> None:
    assert (await house.post(payload)).status == 202
    assert [arrival.lane for arrival in house.inbox.arrivals.values()] == [lane]


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "sha256=",
        "sha256=" + "0" * 64,
        "sha256=" + "é" * 64,
        "sha256=" + "٠" * 64,
        "sha1=" + "0" * 40,
        "0" * 64,
        sign(b"{}", "another secret of length"),
        sign(b"{}").upper(),
        sign(b"{}") + "0",
        sign(b"{}") + ", " + sign(b"{}"),
    ],
)
async def test_a_wrong_signature_is_refused(house: House, signature: str | None) -> None:
    answer = await house.post(body=b"{}", headers={"X-Hub-Signature-256": signature})
    assert answer.status == 401
    assert "signature" in (await answer.json())["error"]
    assert not house.inbox.arrivals


async def test_sha1_alone_is_refused_and_said_so(house: House) -> None:
    old = "sha1=" + hmac.new(SECRET.encode(), b"{}", hashlib.sha1).hexdigest()
    answer = await house.post(body=b"{}", headers={"X-Hub-Signature-256": None, "X-Hub-Signature": old})
    assert answer.status == 401
    assert "SHA-1" in (await answer.json())["error"]


async def test_while_the_secret_is_changed_the_old_one_signs_as_well_and_no_third() -> None:
    new, old = "the secret after this one", SECRET
    house = await open_house(webhook_secret=new, webhook_secret_old=old)
    assert [(await house.post(ISSUE, secret=secret)).status for secret in (new, old)] == [202, 202]
    assert (await house.post(ISSUE, secret="neither of the two secrets")).status == 401
    await house.client.close()


async def test_two_signatures_are_refused_even_if_one_is_right(house: House) -> None:
    answer = await house.client.post(
        PATH,
        data=b"{}",
        headers=[("X-Hub-Signature-256", sign(b"{}")), ("X-Hub-Signature-256", sign(b"{}"))],
    )
    assert answer.status == 401


async def test_a_signature_in_bytes_that_are_no_text_is_refused(house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.client.port)
    writer.write(
        b"POST /api/github/webhooks HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n"
        b"X-GitHub-Event: \xff\xfe\r\nX-Hub-Signature-256: sha256=\xff\xfe\xe9\r\n\r\n{}"
    )
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert b" 401 " in answer.splitlines()[0]


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"X-GitHub-Event": None}, "X-GitHub-Event is missing"),
        ({"X-GitHub-Event": "is sues"}, "X-GitHub-Event is malformed"),
        ({"X-GitHub-Event": "é"}, "X-GitHub-Event is malformed"),
        ({"X-GitHub-Delivery": None}, "X-GitHub-Delivery is missing"),
        ({"X-GitHub-Delivery": " "}, "X-GitHub-Delivery is malformed"),
        ({"X-GitHub-Delivery": "x" * 101}, "X-GitHub-Delivery is malformed"),
        ({"X-GitHub-Delivery": "a;b"}, "X-GitHub-Delivery is malformed"),
        ({"Content-Type": "application/json; charset=bogus"}, "UTF-8"),
        ({"Content-Type": "application/json; charset=utf-16"}, "UTF-8"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, "content type to application/json"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, "content type to application/json"),
        ({"Content-Encoding": "gzip"}, "compressed"),
    ],
)
async def test_a_delivery_with_odd_headers_is_refused_with_the_reason(
    house: House, headers: dict[str, str | None], words: str
) -> None:
    body = gzip.compress(b"{}") if "Content-Encoding" in headers else b"{}"
    answer = await house.post(body=body, headers=headers)
    assert answer.status == 400
    assert words in (await answer.json())["error"]
    assert not house.inbox.arrivals


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"nonsense",
        b"[]",
        b"null",
        b'"text"',
        b"7",
        b"{}{}",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": "\x00"}',
        b'{"a": "\xff"}',
        b'{"a": "\xed\xa0\x80"}',
        "{}".encode("utf-16"),
        b'{"a": ' + b"9" * 5_000 + b"}",
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"[" * 200_000,
    ],
)
async def test_what_is_no_json_object_is_refused(house: House, body: bytes) -> None:
    answer = await house.post(body=body)
    assert answer.status == 400
    assert (await answer.json())["error"].startswith("the body is")
    assert not house.inbox.arrivals


@pytest.mark.parametrize(
    "body",
    [
        b'{"action": "opened\\u0000"}',
        b'{"action": "\\ud800"}',
        b'{"action": ["opened"]}',
        b'{"action": null, "action": 7, "repository": {"id": "12"}}',
        b'{"repository": {"id": 1e400}}',
        b'{"repository": {"id": 12345678901234567890123456789}}',
        b'{"issue": {"body": "' + b"[" * 100_000 + b'"}}',
    ],
)
async def test_odd_values_inside_an_object_are_stored_to_be_judged_later(house: House, body: bytes) -> None:
    assert (await house.post(body=body)).status == 202
    (arrival,) = house.inbox.arrivals.values()
    assert arrival.action == ""
    assert arrival.repo_id is None
    assert arrival.payload == body


@pytest.mark.slow
async def test_a_body_may_have_25_megabytes_and_no_more(house: House) -> None:
    padding = LARGEST_BODY - len(b'{"a": ""}')
    assert (await house.post(body=b'{"a": "' + b"x" * padding + b'"}')).status == 202
    answer = await house.post(body=b'{"a": "' + b"x" * (padding + 1) + b'"}')
    assert answer.status == 413


async def test_a_body_of_unsaid_length_is_cut_off_too(house: House) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(27):
            yield b" " * 1024 * 1024

    headers = {"X-Hub-Signature-256": sign(b"x"), "X-GitHub-Event": "issues", "X-GitHub-Delivery": "one"}
    answer = await house.client.post(PATH, data=endless(), headers=headers)
    assert answer.status == 413


async def test_what_cannot_be_stored_is_never_acknowledged(house: House) -> None:
    house.inbox.trouble = OSError("disk full at /var/lib/secret")
    answer = await house.post(ISSUE, guid="one")
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "secret" not in await answer.text()
    assert house.nudges == []
    house.inbox.trouble = None
    assert await (await house.post(ISSUE, guid="one")).json() == {"stored": True}


async def test_a_store_that_hangs_is_not_waited_for_and_may_still_finish() -> None:
    house = await open_house(store_within=0.01)
    house.inbox.gate = asyncio.Event()
    answer = await house.post(ISSUE, guid="one")
    assert answer.status == 503
    house.inbox.gate.set()
    await house.inbox.settled.wait()
    assert await (await house.post(ISSUE, guid="one")).json() == {"stored": False}
    assert house.nudges == [1]
    await house.client.close()


async def test_other_methods_are_told_which_one_works(house: House) -> None:
    answer = await house.client.get(PATH)
    assert answer.status == 405
    assert answer.headers["Allow"] == "POST"


async def test_there_is_no_door_without_a_secret(house: House) -> None:
    with pytest.raises(ValueError, match="without a secret"):
        Door(house.inbox, [""], house.clock, Bodies(WebLimits()), on_stored=lambda: None)
