"""From a text to its commands: words, arguments, edits, near misses, and the cap."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.commands import MAX_COMMANDS, Parsed, find, logins, named, nearest, nothing, number, one_edit
from bot.core.commands.command import Command, Invocation
from bot.core.config.repository_config import RepositoryConfig
from bot.core.config.shared import LabelsConfig
from bot.core.errors import Refusal
from bot.core.events import SubjectEvent
from bot.core.events.webhooks import parse
from bot.core.states import CommandPreset
from handlers.assignment import feature as assignment
from handlers.help import feature as help_
from handlers.labels import feature as labels
from handlers.lifecycle import feature as lifecycle

COMMANDS = (*labels.commands, *assignment.commands, *lifecycle.commands, *help_.commands)
DEFAULT = RepositoryConfig(sections={"labels": LabelsConfig()})
PROW = RepositoryConfig(preset=CommandPreset.PROW, sections={"labels": LabelsConfig()})


def wrote(body: str, before: str | None = None, **subject: Any) -> SubjectEvent:
    """A comment of eve's on an issue; `before` makes it her edit."""
    eve = {"id": 5, "login": "eve"}
    payload: dict[str, Any] = {
        "action": "created" if before is None else "edited",
        "repository": {"id": 1, "full_name": "acme/widget"},
        "sender": eve,
        "issue": {"number": 7, "title": "T", "user": eve} | subject,
        "comment": {"id": 12, "body": body, "user": eve},
    }
    if before is not None:
        payload["changes"] = {"body": {"from": before}}
    event = parse("issue_comment", payload)
    assert isinstance(event, SubjectEvent)
    return event


def parsed(body: str, before: str | None = None, repo: RepositoryConfig = DEFAULT, **subject: Any) -> Parsed:
    """What the comment commands."""
    event = wrote(body, before, **subject)
    written = event.written()
    assert written is not None
    return find(written, event, COMMANDS, repo, "stewardbot[bot]")


def said(found: Parsed) -> list[tuple[str, ...]]:
    """(word, arguments…) of each command."""
    return [(call.word, *call.args) for call in found.invocations]


@pytest.mark.parametrize(
    ("body", "calls"),
    [
        ("/close", [("close",)]),
        ("/CLOSE", [("close",)]),
        ("/Close Not-Planned", [("close", "Not-Planned")]),
        ("/kind bug docs", [("kind", "bug", "docs")]),
        ("/kind  \t bug\tdocs  ", [("kind", "bug", "docs")]),
        ("/assign @alice @bob", [("assign", "@alice", "@bob")]),
        ("@stewardbot close", [("close",)]),
        ("@stewardbot  CLOSE", [("close",)]),
        ("@stewardbot /close", [("close",)]),
        ("@StewardBot[bot] kind bug", [("kind", "bug")]),
        ("/kind bug\n/area io\r\n/assign", [("kind", "bug"), ("area", "io"), ("assign",)]),
        ("/assign\n/unassign", [("assign",), ("unassign",)]),
        ("/transfer-issue docs", [("transfer-issue", "docs")]),
        ("/remove-kind bug", [("remove-kind", "bug")]),
        ("/remove-hold", [("remove-hold",)]),
        ("/assign @alice\u00a0please", [("assign", "@alice")]),
        ("/assign\u00a0@bob", [("assign", "@bob")]),
        ("/assign\u3000\u2003@bob\u200b \u00ad@dan\ufeff", [("assign", "@bob", "@dan")]),
        ("/cl\u200bose", [("close",)]),
        ("\uff0fclose", [("close",)]),
        ("@stewardbot, close", [("close",)]),
        ("@stewardbot: /assign @bob.", [("assign", "@bob")]),
        ("@stewardbot\u3001kind\u3000bug", [("kind", "bug")]),
        ("@stewardbot, close please.", [("close",)]),
        ("@stewardbot close.", [("close",)]),
        ('/label "good idea"', [("label", "good idea")]),
        ("/label \u201cgood idea\u201d bug", [("label", "good idea", "bug")]),
        ("/label \u201egut so\u201c \u00abbonne id\u00e9e\u00bb", [("label", "gut so", "bonne id\u00e9e")]),
        ("/label 'good idea' \u2018a b\u2019 \u300cc d\u300d", [("label", "good idea", "a b", "c d")]),
        ('/label "good idea', [("label", '"good', "idea")]),
        ('/label the"good"idea "" dont\'t', [("label", 'the"good"idea', '""', "dont't")]),
        (
            "/label \U0001f469\u200d\U0001f4bb \u0645\u06cc\u200c\u062e",
            [("label", "\U0001f469\u200d\U0001f4bb", "\u0645\u06cc\u200c\u062e")],
        ),
        ("/close please", [("close",)]),
        ("/close, thanks", []),
        ("/kind bug thanks!", [("kind", "bug")]),
        ("/kind bug thank you", [("kind", "bug")]),
        ("/assign this please", [("assign",)]),
        ("/assign.", [("assign",)]),
        ("/unassign!", [("unassign",)]),
        ("/assign. @bob", []),
        ("/ close", []),
        ("/", []),
        ("@stewardbot", []),
        ("//", []),
        ("/close.", []),
        ("/close,", []),
        ("/close/", []),
        ("/closed-as-duplicate", []),
        ("/etc/hosts", []),
        ("/\uff43lose", []),
        ("/cl\u043ese", []),
        ("/\u212aind bug", []),
        ("/clos\u00e9", []),
        ("@stewardbot thank you", []),
        ("@stewardbot, thanks!", []),
    ],
)
def test_words_and_arguments(body: str, calls: list[tuple[str, ...]]) -> None:
    assert said(parsed(body)) == calls


def test_courtesy_is_part_of_free_text_unless_it_is_all_of_it() -> None:
    assert call("/retitle Say thanks").rest == "Say thanks"
    assert call("/retitle\u00a0A  \u201cnew\u201d \u200dtitle\u3000").rest == "A  \u201cnew\u201d \u200dtitle"
    assert call("/retitle please").rest == ""
    assert call('/milestone  "Spring  sprint" please').rest == "Spring sprint"


def test_free_text_is_the_rest_of_the_line_as_written() -> None:
    (call,) = parsed("/retitle   Use  `open()`  *well*  \nmore").invocations
    assert call.rest == "Use  `open()`  *well*"
    assert call.line == "/retitle   Use  `open()`  *well*"
    assert call.author == "eve"


@pytest.mark.parametrize(
    ("before", "after", "calls"),
    [
        ("Hi", "Hi\n/close", [("close",)]),
        ("/close", "/close\n/lock", [("lock",)]),
        ("/close", "Hi\n/close", []),
        ("/close", "/CLOSE  ", []),
        ("/close", "@stewardbot close", []),
        ("/close", "", []),
        ("/close\n/lock", "/lock", []),
        ("/kind bug", "/kind docs", [("kind", "docs")]),
        ("/kind  bug", "/kind bug", []),
        ("> /close", "/close", [("close",)]),
        ("```\n/close\n```", "/close", [("close",)]),
        ("/close", "```\n/close\n```", []),
        ("/assign\n/unassign", "/assign\n/unassign\n/assign", [("assign",)]),
        ("/close", "/close\r\n", []),
    ],
)
def test_an_edit_commands_only_what_was_not_there(
    before: str, after: str, calls: list[tuple[str, ...]]
) -> None:
    assert said(parsed(after, before)) == calls


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("/clos", None),
        ("/help_", None),
        ("/hellp", None),
        ("/colse", "close"),
        ("/closee", "close"),
        ("/clase", "close"),
        ("/close.", "close"),
        ("/asign @alice", "assign"),
        ("/knid bug", None),
        ("/lable bug", "label"),
        ("/ask why", None),
        ("/ping", None),
        ("/locke", None),
        ("/cl\u043ese", None),
        ("/\uff43lose", None),
        ("/goodfirstissue", None),
        ("/good-first-issu", "good-first-issue"),
        ("/help_wanted", "help-wanted"),
        ("/shrug", None),
        ("/approve", None),
        ("/usr/bin", None),
        ("@stewardbot clsoe", "close"),
        ("@stewardbot, could you close this?", "close"),
    ],
)
def test_one_edit_away_is_a_suggestion_and_two_are_nothing(line: str, meant: str | None) -> None:
    found = parsed(line)
    assert not found.invocations
    assert [(miss.line, miss.word) for miss in found.near_misses] == ([(line, meant)] if meant else [])
    assert found.unknown == ()


@pytest.mark.parametrize("line", ["@stewardbot frobnicate", "@stewardbot, could you shut this?"])
def test_an_unknown_word_to_the_bot_is_noticed_and_one_to_others_is_not(line: str) -> None:
    assert parsed(line).unknown == (line,)
    assert parsed(line.replace("@stewardbot", "@alice")).unknown == ()
    assert parsed("/frobnicate").unknown == ()


def test_words_of_other_bots_are_left_alone() -> None:
    repo = replace(DEFAULT, foreign_words=frozenset({"assign", "closs"}))
    assert said(parsed("/assign\n/closs\n/unassign", repo=repo)) == [("unassign",)]
    assert parsed("/assign\n/closs", repo=repo).near_misses == ()
    assert said(parsed("@stewardbot assign", repo=repo)) == [("assign",)], "who is called is meant"


def test_a_known_near_miss_in_an_edit_is_not_suggested_again() -> None:
    assert parsed("/clsoe").near_misses
    assert parsed("/clsoe\nmore", "/clsoe").near_misses == ()


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("close", "close", False),
        ("", "a", True),
        ("ab", "ba", True),
        ("abc", "cba", False),
        ("abcd", "badc", False),
        ("cc", "uncc", False),
        ("cc", "cca", True),
        ("pin", "bin", True),
        ("assign", "asisgn", True),
        ("lock", "unlock", False),
        ("claim", "cobim", False),
    ],
)
def test_one_edit(one: str, other: str, near: bool) -> None:
    assert one_edit(one, other) is near
    assert one_edit(other, one) is near


def test_a_cap_on_one_comment_is_counted() -> None:
    found = parsed("\n".join(f"/kind k{number}" for number in range(200)))
    assert len(found.invocations) == MAX_COMMANDS
    assert found.capped == 200 - MAX_COMMANDS


def test_prows_bare_help_marks_an_open_issue_and_elsewhere_helps() -> None:
    def meant(body: str, repo: RepositoryConfig, **subject: Any) -> str:
        (call,) = parsed(body, repo=repo, **subject).invocations
        return call.command.name

    assert meant("/help", DEFAULT) == "help"
    assert meant("/help", PROW) == "help-wanted"
    assert meant("/help assign", PROW) == "help"
    assert meant("/help", PROW, state="closed") == "help"
    assert meant("/help", PROW, pull_request={}) == "help"
    assert meant("/remove-help", PROW) == "remove-help-wanted"
    assert parsed("/remove-help").invocations == ()


@pytest.mark.parametrize("family", ["area", "kind", "priority", "triage"])
def test_families_are_words(family: str) -> None:
    assert said(parsed(f"/{family} x\n/remove-{family} x")) == [(family, "x"), (f"remove-{family}", "x")]


@pytest.mark.parametrize("family", ["committee", "language", "sig", "wg"])
def test_prow_has_more_families(family: str) -> None:
    assert said(parsed(f"/{family} x")) == []
    assert said(parsed(f"/{family} x", repo=PROW)) == [(family, "x")]


def test_a_repository_names_its_own_families() -> None:
    repo = RepositoryConfig(
        preset=CommandPreset.PROW, sections={"labels": LabelsConfig(families=("Topic", "close"))}
    )
    assert said(parsed("/topic x\n/kind x", repo=repo)) == [("topic", "x")]
    (call,) = parsed("/close", repo=repo).invocations
    assert call.command.name == "close", "a family does not take the word of a command"


def call(line: str) -> Invocation:
    """The one command of a line."""
    (found,) = parsed(line).invocations
    return found


@pytest.mark.parametrize(
    ("args", "people"),
    [
        (["@alice", "bob"], ("alice", "bob")),
        (["alice", "@Alice"], ("alice",)),
        (["a-b-c"], ("a-b-c",)),
        (["octo_acme"], ("octo_acme",)),
        (["dependabot[bot]"], ("dependabot[bot]",)),
    ],
)
def test_logins_with_or_without_at(args: list[str], people: tuple[str, ...]) -> None:
    assert logins(args) == people


@pytest.mark.parametrize(
    "word", ["@alice.", "alice,", "@", "-alice", "a" * 80, "@acme/core", "al ice", "@@a", "ä"]
)
def test_what_can_be_no_login_is_refused(word: str) -> None:
    with pytest.raises(Refusal, match="login"):
        logins([word])


def test_teams_where_they_make_sense() -> None:
    people = named(["@acme/core", "acme/docs-team", "@alice", "bob"], teams=True)
    assert people.teams == ("acme/core", "acme/docs-team")
    assert people.logins == ("alice", "bob")
    assert people.bare == ("bob",)


@pytest.mark.parametrize(
    "word", ["#4", "4", "acme/widget#4", "ACME/Widget#4", "https://github.com/acme/widget/issues/4"]
)
def test_numbers(word: str) -> None:
    assert number(word, "acme/widget") == 4


@pytest.mark.parametrize("word", ["four", "#0", "#", "4.", "acme/other#4", "#4#5", "-4", "#" + "9" * 40])
def test_what_is_no_number_here(word: str) -> None:
    with pytest.raises(Refusal):
        number(word, "acme/widget")


def test_trailing_prose_is_refused() -> None:
    nothing(call("/reopen"))
    nothing(call("/reopen please"))
    with pytest.raises(Refusal, match="alone on its line"):
        nothing(call("/reopen now"))


def test_nearest_names() -> None:
    assert nearest("bgu", ["Bug", "docs"]) == ["Bug"]
    assert nearest("x" * 70_000, ["bug"]) == []
    assert nearest("caf\u00e9", ["Cafe"]) == ["Cafe"]
    assert nearest("good_idea", ["good-idea", "good idea"]) == ["good-idea", "good idea"]
    assert nearest("g\u043eod idea", ["good idea", "good ideas"]) == ["good ideas"], "a Cyrillic letter"
    assert nearest("good idea", ["good\u00a0idea", "\uff47ood idea"]) == []


def test_every_example_is_its_own_command() -> None:
    prow = RepositoryConfig(sections={"labels": LabelsConfig()})
    for command in COMMANDS:
        assert command.examples, command.name
        for example in command.examples:
            assert _meant(example.line, prow) is command, example.line


def _meant(line: str, repo: RepositoryConfig) -> Command:
    (found,) = parsed(line, repo=repo).invocations
    return found.command


@pytest.mark.slow
@given(
    st.lists(st.sampled_from(["/close", "/kind bug", "\n", " ", "@stewardbot", "/clos", "`", "> ", "x"])).map(
        "".join
    )
)
def test_parsing_never_raises(body: str) -> None:
    found = parsed(body)
    assert len(found.invocations) <= MAX_COMMANDS


@pytest.mark.slow
@given(st.text())
def test_parsing_any_text_never_raises(body: str) -> None:
    assert parsed("/" + body, before="/" + body).invocations == (), "nothing in it is new"
