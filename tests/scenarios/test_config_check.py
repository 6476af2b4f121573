"""config_check: whoever edits the file in a pull request learns at once what it would mean."""

from __future__ import annotations

from bot.core import effects as fx
from bot.store import outbox
from tests.harness.in_process.story import CONFIG_PATH, REPO, STEWARD, Story, config, world
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
    lines = check.summary.splitlines()
    assert any(line.startswith(f"| #{bug.number} ") and "label `bug`" in line for line in lines)
    case = next(line for line in lines if line.startswith(f"| #{question.number} "))
    assert "assign `bob`" in case
    assert "the title asks" in case
    assert case.endswith("| `documentation` |")
    assert "Nothing on the other 1." in check.summary
    assert "@" not in check.summary.replace("@\u200b", "")
    # Trying asks nothing; the four people that the file names are looked up, one request each.
    assert len(story.github.api.log) - asked < 6 + 4


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
"""


async def test_every_name_in_the_file_is_looked_up_and_the_right_one_proposed(tell: Tell) -> None:
    files = {"src/io/zarr.py": "x", "docs/mre.md": "x", "CONTRIBUTING.md": "x"}
    story = await tell("labels: {}", world=world(labels=["bug", "documentation", "area/io"], files=files))
    (check,) = await checked(story, CONFIG_PATH, text=NAMES)
    assert check.conclusion == "success", "a name that is not there yet may come; it is no mistake"
    found: dict[int, list[str]] = {}
    for note in check.annotations:
        found.setdefault(note.start_line, []).append(note.message)
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
    ):
        assert any(sentence in message for message in found.get(line, ())), (line, sentence, found)
    assert len(found) == 7


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
