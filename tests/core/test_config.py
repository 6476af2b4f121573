"""The repository's file: what it means, and what its author is told when it is wrong."""

import ast
import json
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import RootModel

from bot.community.newcomers.claims_config import Claims
from bot.community.newcomers.cohort import Cohorts
from bot.community.newcomers.mentor import Mentors
from bot.community.suggestions import Suggestions
from bot.core.config.base import Nothing, Section
from bot.core.config.effective import effective, notes
from bot.core.config.loader import load
from bot.core.config.problems import ConfigError
from bot.core.config.schema import schema
from bot.core.feature import Feature
from bot.core.schedule import Change, WorkingDay, ZoneName
from tests.harness.examples import examples

PROJECT = Path(__file__).parent.parent.parent


class Lifecycle(Section):
    close: Literal["triage", "write"] = "triage"
    """Who may close."""
    after: int = 90


class Welcome(Section):
    issue: str | None = None


class Duty(Section):
    people: tuple[str, ...] = ()
    timezone: str = "UTC"

    def warnings(self) -> list[str]:
        return ["one person alone carries everything"] if len(self.people) == 1 else []


class Person(Section):
    login: str
    timezone: ZoneName = "UTC"


class Rota(Section):
    people: tuple[str | Person, ...]
    change: Change
    starts: date
    on_duty: int = 1
    timezone: ZoneName = "UTC"
    working_days: tuple[WorkingDay, ...] = ()


class Rotas(RootModel[dict[str, Rota]]):
    pass


LABELS = Feature("labels", summary="Labels by command.", config=Nothing)
LIFECYCLE = Feature("lifecycle", summary="Opens and closes.", config=Lifecycle)
WELCOME = Feature("welcome", summary="Greets.", config=Welcome, section="newcomers.welcome")
JOURNEY = Feature(
    "journey",
    summary="Tells the way.",
    config=Nothing,
    section="newcomers",
    also={
        "newcomers.claims": Claims,
        "newcomers.suggestions": Suggestions,
        "newcomers.mentors": Mentors,
        "newcomers.cohorts": Cohorts,
    },
)
STEWARD = Feature("steward", summary="Somebody on duty.", config=Duty, also={"rotas": Rotas})
HELP = Feature("help", summary="Explains.", config=Nothing, always_on=True)
FEATURES = (LABELS, LIFECYCLE, WELCOME, JOURNEY, STEWARD, HELP)


def complaints(text: str) -> list[str]:
    """What the author of `text` is told."""
    with pytest.raises(ConfigError) as caught:
        load(text, FEATURES)
    return [str(problem) for problem in caught.value.problems]


class TestWhatIsOn:
    def test_without_a_file_the_bot_observes_and_only_help_is_on(self) -> None:
        config = load("", FEATURES)
        assert config.mode == "observe"
        assert config.timezone == "UTC"
        assert config.working_days == ("mon", "tue", "wed", "thu", "fri")
        assert list(config.sections) == ["help"]

    @pytest.mark.parametrize("nothing", ["", "# later\n", "---\n", "~", "null", "{}", "\ufeff"])
    def test_an_empty_file_is_no_file(self, nothing: str) -> None:
        assert load(nothing, FEATURES) == load("", FEATURES)

    @pytest.mark.parametrize("empty", ["labels:", "labels: {}", "labels: ~", "labels: # on"])
    def test_an_empty_section_turns_its_feature_on(self, empty: str) -> None:
        assert load(empty, FEATURES).section("labels", Nothing) is not None

    def test_sections_inside_newcomers_are_read_by_themselves(self) -> None:
        config = load("newcomers: {welcome: {issue: hi.md}, claims: {lease: 3 weeks}}", FEATURES)
        assert config.section("newcomers", Nothing) == Nothing()
        assert config.section("newcomers.welcome", Welcome) == Welcome(issue="hi.md")
        claims = config.section("newcomers.claims", Claims)
        assert claims is not None
        assert str(claims.lease) == "3 weeks"

    def test_what_is_common_to_all(self) -> None:
        config = load(
            "mode: act\ntimezone: Asia/Tokyo\nworking_days: [Monday, tue]\n"
            "commands: {preset: prow, bots: ['release[bot]']}",
            FEATURES,
            source="acme/widget@abc:.github/stewardbot.yml",
        )
        assert (config.mode, config.timezone, config.working_days) == ("act", "Asia/Tokyo", ("mon", "tue"))
        assert (config.preset, config.command_bots) == ("prow", ("release[bot]",))
        assert config.source == "acme/widget@abc:.github/stewardbot.yml"

    def test_a_feature_may_declare_further_sections_it_reads(self) -> None:
        class Channels(Section):
            stewards: str

        reader = Feature("digest", summary="Sums up.", config=Nothing, also={"notify": Channels})
        config = load("notify: {stewards: slack}", [reader])
        assert config.section("notify", Channels) == Channels(stewards="slack")
        assert "digest" not in config.sections
        assert notes("notify: {stewards: slack}", [reader]) == []


class TestYamlAsPeopleMeanIt:
    def test_logins_that_look_like_something_else_stay_logins(self) -> None:
        config = load("steward: {people: [no, off, 007, 1e5, 2026-01-07, 'null']}", FEATURES)
        duty = config.section("steward", Duty)
        assert duty is not None
        assert duty.people == ("no", "off", "007", "1e5", "2026-01-07", "null")

    def test_keys_are_text(self) -> None:
        config = load("newcomers: {mentors: {123: {}, no: {}, null: {}}}", FEATURES)
        assert list(config.sections["newcomers.mentors"].model_dump()) == ["123", "no", "null"]

    def test_anchors_and_crlf_are_fine(self) -> None:
        config = load("newcomers:\r\n  suggestions: {labels: &l [easy, 1.10]}\r\n", FEATURES)
        found = config.section("newcomers.suggestions", Suggestions)
        assert found is not None
        assert found.labels == ("easy", "1.10")
        again = load("steward: {people: &p [ann]}\nnewcomers: {suggestions: {labels: *p}}", FEATURES)
        assert again.section("newcomers.suggestions", Suggestions) == Suggestions(labels=("ann",))

    def test_dates_are_dates_where_dates_are_wanted(self) -> None:
        text = "newcomers: {cohorts: {sprint: {host: carol, from: 2026-03-01, until: 2026-06-01}}}"
        cohorts = load(text, FEATURES).section("newcomers.cohorts", Cohorts)
        assert cohorts is not None
        assert cohorts.root["sprint"].until.month == 6


class TestInheritance:
    TEXT = (
        "timezone: Europe/London\n"
        "working_days: [mon]\n"
        "steward: {people: [ann, bob]}\n"
        "rotas:\n"
        "  cloud: {people: [dan], change: every monday 09:00, starts: 2026-01-05}\n"
        "  docs: {people: [dan], change: every monday 09:00, starts: 2026-01-05, timezone: Asia/Tokyo}\n"
    )

    def test_a_section_takes_zone_and_working_days_from_the_top_unless_it_has_its_own(self) -> None:
        config = load(self.TEXT, FEATURES)
        duty, rotas = config.section("steward", Duty), config.section("rotas", Rotas)
        assert duty is not None
        assert rotas is not None
        assert duty.timezone == "Europe/London"
        assert rotas.root["cloud"].timezone == "Europe/London"
        assert rotas.root["cloud"].working_days == ("mon",)
        assert rotas.root["docs"].timezone == "Asia/Tokyo"

    def test_effective_values_say_where_they_come_from(self) -> None:
        rows = {row.path: (row.value, row.source) for row in effective(self.TEXT, FEATURES)}
        assert rows["mode"] == ("observe", "default")
        assert rows["timezone"] == ("Europe/London", "line 1")
        assert rows["steward.people"] == (["ann", "bob"], "line 3")
        assert rows["steward.timezone"] == ("Europe/London", "inherited")
        assert rows["rotas.docs.timezone"] == ("Asia/Tokyo", "line 6")
        assert rows["rotas.cloud.on_duty"] == (1, "default")
        assert rows["help"] == ("on", "default")


class TestWhatTheAuthorIsTold:
    def test_everything_at_once_in_the_order_of_the_lines(self) -> None:
        text = (
            "mod: act\n"
            "timezone: Europe/Londn\n"
            "lifecycle:\n"
            "  close: triag\n"
            "  after: soon\n"
            "newcomers:\n"
            "  welcom: {}\n"
            "lables: {}\n"
        )
        assert complaints(text) == [
            "1:1: unknown key `mod` (did you mean `mode`?)",
            "2:11: `timezone`: `Europe/Londn` is no time zone: did you mean Europe/London?",
            "4:10: `close` should be `triage` or `write`, not `triag` (did you mean `triage`?)",
            "5:10: `after` should be a whole number, not `soon`",
            "7:3: unknown key `welcom` in `newcomers` (did you mean `welcome`?)",
            "8:1: unknown key `lables` (did you mean `labels`?)",
        ]

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("welcome: {}", "1:1: unknown key `welcome` (did you mean `newcomers.welcome`?)"),
            ("mode: act\nmode: observe", "2:1: the key `mode` stands here a second time (first in line 1)"),
            ("- mode", "1:1: the file should be keys and values, such as `mode: observe`"),
            ("labels: yes", "1:9: `labels` should be keys and values, not `yes`"),
            ("steward: {people: ann}", "1:19: `people` should be a list, not `ann`"),
            ("steward: {people: [ann, ~]}", "1:25: `people, item 2` should be text, not left empty"),
            (
                "commands: {bots: [true]}",
                "1:19: `bots, item 1` should be text, not `true` (put it in quotes)",
            ),
            (
                "rotas:\n  cloud: {change: every day 09:00, starts: 2026-01-05}",
                "2:3: `people` is missing in `rotas.cloud`",
            ),
            (
                "rotas: {a: {change: every day 09:00, starts: 2026-01-05,\n people: [{login: x, zone: A}]}}",
                "2:22: unknown key `zone` in `rotas.a.people.0` (did you mean `timezone`?)",
            ),
            (
                "newcomers: {cohorts: {x: {host: a, from: 2026-03-01, until: 2026-01-01}}}",
                "1:26: `x`: this cohort ends (2026-01-01) before it begins (2026-03-01)",
            ),
        ],
    )
    def test_one_mistake(self, text: str, told: str) -> None:
        assert complaints(text) == [told]

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("mode: act\n\tlabels: {}", "2:1: a tab is used to indent here: YAML wants spaces"),
            ("mode: act: no", "1:10: a colon is not expected here: check the indentation, or put quotes"),
            ("mode: 'act", "1:11: a quotation mark is missing"),
            ("labels: [", "1:10: a value is missing here, or a bracket above is not closed"),
            ("labels: @team", "1:9: this character has a meaning in YAML: put the text in quotes"),
            (
                "mode: act\n---\nmode: act",
                "2:1: a second document begins here (`---`): there can be only one",
            ),
            ("{[mode]: act}", "1:2: a key must be plain text"),
            ("mode: \0", "1:7: the character NUL is not allowed in YAML"),
            ("a: 1\nmode: \ud800", "2:7: the character U+D800 is not allowed in YAML"),
            ("a: &a [*a]", "1:8: this alias (*name) has no finished anchor (&name) above it"),
        ],
    )
    def test_not_even_yaml(self, text: str, told: str) -> None:
        assert complaints(text) == [told]

    def test_tags_and_directives_do_nothing_but_complain(self) -> None:
        assert "tags such as" in complaints("mode: !!python/object/apply:os.system [ls]")[0]
        assert "directives" in complaints("%YAML 1.1\n---\nmode: act")[0]

    def test_a_section_may_warn_of_itself(self) -> None:
        assert [str(note) for note in notes("steward: {people: [ann]}", FEATURES)] == [
            "1:1: `steward`: one person alone carries everything"
        ]


PYRAMID = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{below}'] * 10)}]\n"
    for below, name in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    ("hostile", "told"),
    [
        ("x" * 70_000, "larger than 64 KB"),
        ("é" * 40_000, "larger than 64 KB"),
        ("[" * 60_000, "nested more than 20 levels"),
        ("{a: " * 15_000, "nested more than 20 levels"),
        ("a: '" + "[" * 90 + "'\nb: " + "[x]," * 200 + "[" * 101, "nested more than 20 levels"),
        ("".join(f"{' ' * depth}a:\n" for depth in range(300)), "nested more than 20 levels"),
        (PYRAMID, "more than 5000 values"),
        ("a: [" + "1," * 30_000 + "]", "more than 5000 values"),
    ],
    ids=[
        "large",
        "large in bytes",
        "brackets",
        "braces",
        "brackets after others",
        "indents",
        "pyramid of aliases",
        "long list",
    ],
)
def test_hostile_files_get_one_sentence(hostile: str, told: str) -> None:
    (only,) = complaints(hostile)
    assert told in only


@pytest.mark.slow
@given(st.text(alphabet="ab:-,[]{}&*!|>%@`'\"#?~ \n\t\r\0\ud800\u2028é<=01", max_size=80))
@settings(max_examples=examples(100))
def test_no_text_ends_in_anything_but_a_config_or_its_problems(text: str) -> None:
    try:
        config = load(text, FEATURES)
    except ConfigError as error:
        outcome = [str(problem) for problem in error.problems]
    else:
        outcome = [config.mode]
    assert outcome
    assert all(outcome)


@pytest.mark.slow
def test_thousands_of_unknown_keys_are_not_all_listed() -> None:
    assert len(complaints("{" + ",".join(f"k{n}: 1" for n in range(2000)) + "}")) == 100


@pytest.mark.slow
def test_a_thousand_wrong_zones_get_their_sentences() -> None:
    people = ",".join(f"{{login: a, timezone: Europe/L{n}don}}" for n in range(1000))
    assert 10 < len(complaints(f"rotas: {{a: {{people: [{people}]}}}}")) <= 100


def test_the_schema_has_every_section_its_summary_and_its_keys() -> None:
    whole = schema(FEATURES)
    assert whole["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert whole["additionalProperties"] is False
    sections = whole["properties"]
    assert sections["lifecycle"]["description"] == "Opens and closes."
    assert sections["lifecycle"]["properties"]["close"]["description"] == "Who may close."
    assert sections["labels"]["type"] == ["object", "null"]
    assert sections["newcomers"]["properties"]["welcome"]["properties"].keys() == {"issue"}
    assert sections["newcomers"]["additionalProperties"] is False
    assert "worth a word" in sections["newcomers"]["properties"]["milestones"]["description"]
    references = {part.split('"')[0] for part in json.dumps(whole).split("#/$defs/")[1:]}
    assert references == set(whole["$defs"])


def test_brackets_in_quotes_nest_nothing() -> None:
    found = load(f"mode: act\ncommands: {{bots: ['{'[{' * 40}']}}", FEATURES)
    assert found.command_bots == ("[{" * 40,)


@pytest.mark.slow
@pytest.mark.parametrize("room", ["bot/core", "bot/community", "bot/services", "handlers"])
def test_sections_are_read_by_attribute(room: str) -> None:
    """A key that is renamed must not turn into a silent default."""
    guesses = [
        f"{path.relative_to(PROJECT)}:{node.lineno}"
        for path in (PROJECT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "getattr" and len(node.args) == 3
    ]
    assert [guess for guess in guesses if "core/config/document.py" not in guess] == [], "but YAML's events"
