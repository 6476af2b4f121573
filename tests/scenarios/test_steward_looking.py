"""What the file names that is not there is said on the pull request that names it, before it matters."""

from __future__ import annotations

from tests.harness.in_process.story import STEWARD, config
from tests.scenarios.conftest import Tell
from tests.scenarios.test_config_check import checked

PATH = ".github/stewardbot.yml"
LOOSE = """\
steward:
  people: [alice, gone-long-ago, frank]
  change: every wednesday 10:00
  starts: 2026-04-01
  otherwise: '@no-such-team'
  urgent: {label: bugg}
  routes:
    - {text: s3, to: nobody-at-all}
rotas:
  cloud: {people: [bob], change: every monday 09:00, starts: 2026-01-05, otherwise: dora}
communities:
  pangeo: {contact: left-too, members: [eve, '@pangeo/hub-users', '@acme/empty']}
"""


async def said(tell: Tell, text: str) -> dict[int, list[str]]:
    """The warnings by line."""
    there = await tell("labels: {}")
    for login in ("frank", "eve"):
        there.person(login)
    (check,) = await checked(there, PATH, text=text)
    found: dict[int, list[str]] = {}
    for note in check.annotations:
        found.setdefault(note.start_line, []).append(note.message)
    return found


async def test_people_teams_and_days_that_are_not_there_are_named_where_they_stand(tell: Tell) -> None:
    found = await said(tell, config(LOOSE))
    text = "\n".join(message for line in sorted(found) for message in found[line])
    for line, sentence in (
        (3, "there is nobody called gone-long-ago on GitHub"),
        (3, "frank cannot be assigned here and gets no case: give them the triage role"),
        (5, "nobody is on duty before Wed 1 April, when the rota starts"),
        (6, "there is no team `@no-such-team` that can be read"),
        (7, "this repository has no label `bugg`; did you mean `bug`?"),
        (9, "there is nobody called nobody-at-all on GitHub"),
        (10, "bob is alone on this rota"),
        (13, "there is nobody called left-too on GitHub"),
        (13, "the members of `@pangeo/hub-users` cannot be read"),
        (13, "there is no team `@acme/empty` that can be read"),
    ):
        assert any(sentence in each for each in found.get(line, ())), (line, sentence, text)
    assert "alice" not in text


async def test_a_good_file_is_looked_at_without_a_word(tell: Tell) -> None:
    assert await said(tell, config(STEWARD)) == {}
