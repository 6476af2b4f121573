"""How people write to a bot in real trackers: by mail, with odd blanks, beside other bots, in quotes."""

from __future__ import annotations

import pytest

from tests.harness.in_process.commands import CONFIG, PROW, wrote
from tests.harness.in_process.decisions import Desk

OUTLOOK = """I will look at this on Friday.

________________________________
From: Eve R. <notifications@github.com>
Sent: Monday, March 2, 2026 8:55 AM
To: acme/widget <widget@noreply.github.com>
Cc: Dan <dan@example.org>; Comment <comment@noreply.github.com>
Subject: Re: [acme/widget] Reading zarr is slow (Issue #7)

I think this can go.

/close not-planned

/assign @eve

—
Reply to this email directly, view it on GitHub, or unsubscribe.
"""
SPACED = CONFIG.replace("good-idea", "area/cloud storage")
FOREIGN = CONFIG + "commands: {foreign: [/Clsoe, lock]}\n"


@pytest.mark.parametrize("preset", [CONFIG, PROW])
def test_what_a_mail_program_repeats_is_not_obeyed(desk: Desk, preset: str) -> None:
    found = wrote(desk, OUTLOOK, config=preset)
    assert (found.done, found.reply, found.reaction) == ([], "", "")
    assert wrote(desk, f"/kind bug\n\n{OUTLOOK}", config=preset).done == ["add_labels kind/Bug"]


def test_whoever_answers_below_a_marked_quote_is_obeyed(desk: Desk) -> None:
    header = "On Mon, Mar 2, 2026 at 8:55 AM Eve <eve@example.org> wrote:"
    body = f"{header}\n\n> Can this go?\n> /assign @eve\n\nYes.\n\n/close"
    assert wrote(desk, body).done == ["close completed"]
    assert wrote(desk, body.replace("> ", "")).done == []
    assert wrote(desk, f"Yes.\n\n{body}").done == [], "above a quote nothing below it is one's own"


@pytest.mark.parametrize(
    "line",
    [
        "/assign\u00a0@bob",
        "/assign\u3000@bob",
        "\ufeff/assign \u200b@bob\u200b",
        "\uff0fassign @bob",
        "/assign\ufe0f @bob\U000e0020\U000e0021",
        "@stewardbot,\u00a0assign @bob.",
        "@stewardbot: assign @bob please",
        "/assign '@bob' thanks!",
        "Hi @stewardbot, please assign @bob",
        "Bonjour @stewardbot : assign @bob",
        "@stewardbot please assign @bob.",
    ],
)
def test_a_command_is_read_as_it_shows(desk: Desk, line: str) -> None:
    found = wrote(desk, line)
    assert (found.done, found.reply, found.reaction) == (["assign bob"], "", "👍")


@pytest.mark.parametrize(
    "line",
    [
        "/ass ign @bob",
        "/assign@bob",
        "\u29f8assign @bob",
        "I say /assign @bob",
        "Hi /assign @bob",
        "Hi @dan, assign @bob",
        "> Hi @stewardbot, assign @bob",
    ],
)
def test_and_not_as_it_might_have_been_meant(desk: Desk, line: str) -> None:
    assert wrote(desk, line).done == []


@pytest.mark.parametrize("line", ["Hi /assign @bob", "Hi @dan, assign @bob", "> Hi @stewardbot, assign @bob"])
def test_a_greeting_makes_nothing_else_a_command(desk: Desk, line: str) -> None:
    assert wrote(desk, line).done == []


@pytest.mark.parametrize(
    "name", ['"area/cloud storage"', "\u201cArea/Cloud\u00a0Storage\u201d", "area/cloud storage"]
)
def test_a_name_with_blanks_may_stand_in_quotes(desk: Desk, name: str) -> None:
    assert wrote(desk, f"/label {name}", config=SPACED).done == ["add_labels area/cloud storage"]
    assert wrote(desk, f"/label {name}\u3000please", config=SPACED).done == ["add_labels area/cloud storage"]


def test_quotes_work_wherever_something_is_named(desk: Desk) -> None:
    assert wrote(desk, '/milestone "Spring sprint"').done == ["set_milestone Spring sprint"]
    assert wrote(desk, "/area \u201ecloud storage\u201c io").done == [
        "add_labels area/cloud storage, area/io"
    ]
    assert wrote(desk, '/area "cloud storage", io').done == ["add_labels area/cloud storage, area/io"]
    assert wrote(desk, '/retitle Say "good idea"').done == ['retitle Say "good idea"'], "what is said stays"
    for name in ("good idea", "go\u00adod\u3000idea", "\uff47ood idea"):
        config = CONFIG.replace("good-idea", '"good\u00a0idea"').replace(
            "labels:\n", "labels:\n  create: true\n", 1
        )
        assert wrote(desk, f'/label "{name}"', config=config).done == ["add_labels good\u00a0idea"], name
    assert "knows no label `bad idea`" in wrote(desk, '/label "bad idea"').reply


@pytest.mark.parametrize(
    ("line", "done"),
    [
        ("/area `io`", ["add_labels area/io"]),
        ("/label `Needs Discussion` please", ["add_labels Needs Discussion"]),
        ("/area io, cloud storage", ["add_labels area/cloud storage, area/io"]),
        ("/area cloud storage,io", ["add_labels area/cloud storage, area/io"]),
        ("/area `cloud storage`,`io`", ["add_labels area/cloud storage, area/io"]),
        ("/area io\uff0carea/cloud storage, please", ["add_labels area/cloud storage, area/io"]),
        ("/kind `bug`, docs", ["add_labels kind/Bug"]),  # the other is not for everybody
        ("/assign @alice,@bob", ["assign alice, bob"]),
        ("/assign @alice , `@bob`, thanks", ["assign alice, bob"]),
        ("/assign alice, bob", ["assign alice, bob"]),
    ],
)
def test_a_list_may_have_commas_and_a_name_may_be_code(desk: Desk, line: str, done: list[str]) -> None:
    assert wrote(desk, line, config=SPACED).done == done


def test_a_comma_in_a_label_s_name_belongs_to_it(desk: Desk) -> None:
    config = CONFIG.replace("good-idea", '"good,idea", "good, idea", good, idea').replace(
        "labels:\n", "labels:\n  create: true\n", 1
    )
    for line, done in {
        "/label good,idea": "good,idea",
        "/label good, idea": "good, idea",
        "/label idea,good": "good, idea",
    }.items():
        assert wrote(desk, line, config=config).done == [f"add_labels {done}"], line


@pytest.mark.parametrize(
    "line", ["/assign @alice,", "/assign @alice;@bob", "/kind bug,", "/kind ,", "/kind bug;"]
)
def test_other_marks_stuck_to_a_word_stay_its_own(desk: Desk, line: str) -> None:
    found = wrote(desk, line)
    assert (found.done, found.reaction) == ([], "😕")


def test_words_of_other_bots_are_left_alone(desk: Desk) -> None:
    for line in ("/clsoe", "/lock", "/ask what is this?", "/black", "/ping"):
        found = wrote(desk, line, config=FOREIGN)
        assert (found.done, found.reply, found.reaction) == ([], "", ""), line
    assert wrote(desk, "@stewardbot lock", config=FOREIGN).done == ["lock"]
    assert "Did you mean `/reopen`?" in wrote(desk, "/reopne", config=FOREIGN).reply


def test_nobody_is_shown_a_command_that_is_not_theirs(desk: Desk) -> None:
    assert "Did you mean `/retitle`?" in wrote(desk, "/retilte A title").reply
    found = wrote(desk, "/retilte A title", by="zed")
    assert (found.done, found.reply, found.reaction) == ([], "", "")
    assert "Did you mean `/assign`?" in wrote(desk, "/asign", by="zed").reply


def test_a_closing_stop_is_overlooked_where_it_harms_nobody(desk: Desk) -> None:
    assert wrote(desk, "/assign.", by="zed").done == ["assign zed"]
    assert wrote(desk, "/assign @bob.").done == []
    assert "Did you mean `/close`?" in wrote(desk, "/close.").reply


def test_a_word_to_the_bot_that_it_does_not_know_is_answered_once(desk: Desk) -> None:
    found = wrote(desk, "@stewardbot: could you look?\n\n@stewardbot now?", by="zed")
    assert (found.done, found.reaction) == ([], "😕")
    assert found.reply.count("I do not know this word") == 1
    for body in ("@stewardbot thanks!", "Thanks to @stewardbot all is well", "@alice could you look?"):
        assert not wrote(desk, body, by="zed").reaction, body


@pytest.mark.parametrize("words", ["can you close this?", "Could somebody close this, please"])
def test_other_words_to_the_bot_are_answered_with_what_comes_nearest(desk: Desk, words: str) -> None:
    found = wrote(desk, f"@stewardbot {words}", by="alice")
    assert found.done == []
    assert "Did you mean `/close`?" in found.reply
    assert "`/help`" in found.reply


def test_words_that_name_nothing_are_answered_with_help(desk: Desk) -> None:
    found = wrote(desk, "@stewardbot, you are great")
    assert found.done == []
    assert "`/help` lists what you can do here" in found.reply
    assert wrote(desk, "@stewardbot thanks!").reply == ""
