"""config_check: whoever edits the file in a pull request learns at once what it would mean."""

from __future__ import annotations

import re
from functools import partial

from structlog.testing import capture_logs

from bot.core import effects as fx
from bot.core.config.loader import examine, references
from bot.core.config.names.references import Thing
from bot.core.config.preview import PreviewedSubject, effect_summary
from bot.store import outbox
from handlers import FEATURES
from tests.harness.in_process.story import CONFIG_PATH, REPO, STEWARD, WELCOME, Story, config, world
from tests.scenarios.conftest import Tell
from tests.scenarios.test_guesses import APPLY, LOST, SUGGEST, judged, learns, reported

SORTING = "triage: {labels: {bug: bug, support: support}}"


async def checked(story: Story, *files: str, text: str | None = None, by: str = "alice") -> list[fx.Check]:
    """The checks of a pull request that leaves the repository's file as `text`."""
    pull = story.person(by).alone.opens_pull(
        REPO, "Another file", files=files, head_files={CONFIG_PATH: text} if text is not None else {}
    )
    await story.settles()
    repository = story.github.state.repository(REPO)
    assert repository is not None
    rows = await story.database.read(lambda conn: outbox.of_subject(conn, repository.id, pull))
    return [row.effect for row in rows if isinstance(row.effect, fx.Check)]


async def test_a_good_file_shows_what_it_would_have_done_and_why(tell: Tell) -> None:
    story = await tell("labels: {}")
    bug = await story.person("eve").opens_issue("[BUG] It crashes")
    await story.person("eve").opens_issue("Some thoughts")
    question = await story.person("dan").opens_issue("How do I open a store?", labels=["documentation"])
    asked = len(story.github.api.log)
    (check,) = await checked(story, CONFIG_PATH, text=config(SORTING, STEWARD))
    assert check.conclusion == "success"
    assert check.annotations == ()
    assert "changed on the last 3 issues and pull requests" in check.summary
    page = "https://github.com/acme/widget/issues"
    rows = changes_in(check)
    assert rows["triage", bug.number][1:3] == ["nothing", "label `bug`"]
    where, before, after, why = rows["steward", question.number]
    assert where == f"[#{question.number}]({page}/{question.number}) How do I open a store?"
    assert (before, "assign `bob`" in after, "the title asks" in why) == ("nothing", True, True)
    assert all(number in (bug.number, question.number) for _, number in rows)
    assert "@" not in check.summary.replace("@\u200b", "")
    # Trying asks nothing; the four people that the file names are looked up, one request each.
    assert len(story.github.api.log) - asked < 6 + 4


def changes_in(check: fx.Check) -> dict[tuple[str, int], list[str]]:
    """The rows of what would have changed, by feature and number."""
    rows: dict[tuple[str, int], list[str]] = {}
    feature = ""
    for line in check.summary.splitlines():
        if heading := re.fullmatch(r"\*\*`(\w+)`\*\*", line):
            feature = heading[1]
        elif row := re.match(r"\| \[#(\d+)\]", line):
            rows[feature, int(row[1])] = [cell.strip() for cell in line.strip("| ").split(" | ")]
    return rows


MANY = (
    "triage:",
    "  labels: {bug: bug, support: support}",
    "  rules:",
    "    - {label: documentation, on: pull_request, when: changed, paths: ['docs/**']}",
    "    - {label: area/cloud, title: cloud}",
    "  needs_info: {bug: {require: [version]}}",
    "labels: {require: [{family: kind, label: help wanted}]}",
    STEWARD,
    WELCOME,
)


async def lived(story: Story) -> None:
    """Some issues and pull requests, by people who are new, who came before, and who look after it."""
    await story.person("eve").opens_issue("[BUG] It crashes", "when I open a file")
    await story.person("dan").opens_issue("How do I open a store in the cloud?")
    await story.person("eve").opens_issue("Some thoughts")
    await story.person("alice").opens_issue("[BUG] Cloud is slow", "since Monday")
    await story.person("frank").opens_pull("Clear error", "Names the file.", ["docs/a.md", "src/b.py"])
    await story.person("dan").opens_pull("Cloud", "Names the file.")
    await story.person("frank").opens_pull("Another", "Names the file.", ["src/c.py"])


async def test_what_would_have_changed_is_what_acting_does(tell: Tell) -> None:
    story, acting = await tell("labels: {}"), await tell(*MANY)
    for each in (story, acting):
        await lived(each)
    asked = len(story.github.api.log)
    with capture_logs() as said:
        (check,) = await checked(story, CONFIG_PATH, text=config(*MANY))
    spent = [call for call in story.github.api.log[asked:] if "/check-runs" not in call.path]
    done: dict[tuple[str, int], str] = {}
    repository = acting.github.state.repository(REPO)
    assert repository is not None
    for number in range(1, 8):
        rows = await acting.database.read(partial(outbox.of_subject, repo_id=repository.id, number=number))
        subject = PreviewedSubject(number, "", tuple(row.effect for row in rows))
        for feature, effects in subject.by_feature().items():
            done[feature, number] = "; ".join(map(effect_summary, effects))
    assert {place: row[2] for place, row in changes_in(check).items()} == done
    assert len({feature for feature, _ in done}) >= 4
    # Besides the pull request's own files, and the people that the new file names.
    trying = [call for call in spent if not re.search(r"/pulls/|/assignees/|\?ref=", call.path)]
    assert len(trying) <= 3, trying
    decided = [line["log_level"] for line in said if line["event"] == "decided"]
    assert decided.count("debug") > decided.count("info"), "what is tried is not told as if it had happened"
    assert decided.count("info") < 7


async def test_a_mistake_is_annotated_where_it_stands(tell: Tell) -> None:
    story = await tell("labels: {}")
    (check,) = await checked(
        story, CONFIG_PATH, "README.md", text="mode: act\ntriage:\n  lables: {bug: bug}\n"
    )
    assert check.conclusion == "failure"
    (note,) = check.annotations
    assert (note.path, note.start_line, note.level) == (CONFIG_PATH, 3, "failure")
    assert "column 3" in note.message
    assert "did you mean `labels`?" in note.message
    assert "line 3, column 3" in check.summary


async def test_a_file_that_goes_and_pull_requests_about_something_else(tell: Tell) -> None:
    story = await tell("labels: {}")
    assert await checked(story, "README.md") == []
    (check,) = await checked(story, CONFIG_PATH, text=None, by="eve")
    assert check.conclusion in ("neutral", "success")


async def test_a_further_push_is_checked_again(tell: Tell) -> None:
    story = await tell("labels: {}")
    await checked(story, CONFIG_PATH, text="mode: at\n")
    person = story.person("alice").alone
    person.pushes_to_pull(REPO, 1, {CONFIG_PATH: "mode: act\n"})
    await story.settles()
    repository = story.github.state.repository(REPO)
    assert repository is not None
    rows = await story.database.read(lambda conn: outbox.of_subject(conn, repository.id, 1))
    conclusions = [row.effect.conclusion for row in rows if isinstance(row.effect, fx.Check)]
    assert conclusions == ["failure", "success"]


NAMES = """\
mode: act
labels: {families: [area, aera], additional: [buug], restricted: [{labels: bug, allowed: ['@acme/gone']}]}
triage:
  labels: {bug: bug, docs: documantation}
  rules: [{label: bug, paths: ['src/**', 'scr/io/**', '**/*.md']}]
  needs_info: {bug: {example: docs/mrs.md}}
newcomers: {policy: 'CONTRIBUTNG.md#ai', welcome: {}}
digest: {issue: 4711}
accounts: {programs: [nobody-at-all]}
lifecycle: {stale: [{label: bug, exempt: {milestones: [v1.0, Spring sprnt]}}]}
steward: {otherwise: alice, people: [alice, eve], change: every monday 10:00, starts: 2025-01-06}
"""
TYPES = "triage: {types: {bug: Bgu}}"
WORDS = "lifecycle: {stale: [{label: bug, say: docs/stael.md}]}"
COHORT = "newcomers: {cohorts: {visit: {host: dependabot, from: 2026-03-01, until: 2026-06-01}}}"


async def found_in(story: Story, text: str, conclusion: str = "success") -> dict[int, list[str]]:
    """What the check of a pull request says of a file, by the line. A name that is not there yet may come: it
    is no mistake."""
    (check,) = await checked(story, CONFIG_PATH, text=text)
    assert check.conclusion == conclusion
    found: dict[int, list[str]] = {}
    for note in check.annotations:
        found.setdefault(note.start_line, []).append(note.message)
    return found


async def test_every_name_in_the_file_is_looked_up_and_the_right_one_proposed(tell: Tell) -> None:
    files = {"src/io/zarr.py": "x", "docs/mre.md": "x", "CONTRIBUTING.md": "x"}
    there = world(
        labels=["bug", "documentation", "area/io"],
        files=files,
        milestones=["v1.0", "Spring sprint", {"title": "Spring sprnt", "state": "closed"}],
    )
    found = await found_in(await tell("labels: {}", world=there), NAMES)
    for line, sentence in (
        (2, "no label of this repository begins with `aera` and a slash"),
        (2, "this repository has no label `buug`; did you mean `bug`?"),
        (2, "there is no team `@acme/gone` that can be read"),
        (4, "this repository has no label `documantation`; did you mean `documentation`?"),
        (5, "this repository has no `scr`; did you mean `src`?"),
        (6, "this repository has no `docs/mrs.md`; did you mean `docs/mre.md`?"),
        (7, "this repository has no `CONTRIBUTNG.md`; did you mean `CONTRIBUTING.md`?"),
        (8, "there is no issue 4711 here"),
        (9, "there is nobody called nobody-at-all on GitHub"),
        (10, "this repository has no open milestone `Spring sprnt`; did you mean `Spring sprint`?"),
        (11, "there is nobody called eve on GitHub"),
    ):
        assert any(sentence in message for message in found.get(line, ())), (line, sentence, found)
    assert len(found) == 9


async def test_a_type_of_issues_and_a_person_who_is_a_program_are_looked_up_too(tell: Tell) -> None:
    story = await tell("labels: {}")
    assert "issues here have no type `Bgu`; did you mean `Bug`?" in str(await found_in(story, TYPES))
    assert "there is nobody called dependabot on GitHub" in str(await found_in(story, COHORT))


async def test_words_in_a_file_that_is_not_there_are_a_mistake_and_the_right_file_is_proposed(
    tell: Tell,
) -> None:
    story = await tell("labels: {}", world=world(files={"docs/stale.md": "It rests since {{ day }}."}))
    found = await found_in(story, WORDS, "failure")
    assert "this repository has no `docs/stael.md`; did you mean `docs/stale.md`?" in str(found[1])


def test_no_kind_of_thing_is_left_untried() -> None:
    tried = {
        name.thing for text in (NAMES, TYPES, WORDS, COHORT) for name in references(examine(text, FEATURES))
    }
    # Channels are the operator's: tests/cli/test_doctor.py tries one.
    assert tried == set(Thing) - {Thing.CHANNEL}


async def test_guesses_that_wait_stand_in_the_check_with_what_the_new_file_lets_them_do(tell: Tell) -> None:
    story = await tell(SUGGEST)
    await learns(story, verdicts=judged(30))
    issue = await reported(story)
    await reported(story, LOST)
    (check,) = await checked(story, CONFIG_PATH, text=config(APPLY, STEWARD))
    assert f"- #{issue.number} Segfault again: `bug`? " in check.summary
    assert "such guesses here 100 were right). Such a guess sets its label." in check.summary
    assert "`support`? " in check.summary
    assert "It is shown to maintainers, because a question opens a case" in check.summary
    assert issue.is_untouched
    (check,) = (await checked(story, CONFIG_PATH, text=config(SUGGEST)))[-1:]
    assert "because the file lets no guess set a label." in check.summary
    (check,) = (await checked(story, CONFIG_PATH, text=config("triage: {guess: {show: never}}")))[-1:]
    assert "Segfault again" not in check.summary.replace("| #", "")
