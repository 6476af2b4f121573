"""GitHub applies a write after it was sent again: one of the two comments goes, the younger one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fakegithub import Fault
from tests.harness.crash.ordeals import lists_lag
from tests.harness.over_http.town import REPO, Town


async def _says_again(town: Town, number: int, body: str) -> None:
    """What GitHub does when it applies a write that nobody waits for any more."""
    token = town.github.installation_token("acme")
    await town.github.api.handle(
        "POST",
        f"/repos/{REPO}/issues/{number}/comments",
        {"Authorization": f"token {token}"},
        json.dumps({"body": body}).encode(),
    )


@pytest.mark.slow
async def test_the_younger_of_two_equal_comments_is_taken_away(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        number = town.person("eve").opens_issue(REPO, "It crashes", "There is a crash.")
        await town.works()
        (first,) = town.comments(number)
        await _says_again(town, number, first)
        assert len(town.comments(number)) == 2
        await town.works()
        assert town.comments(number) == [first]


@pytest.mark.slow
async def test_a_comment_with_a_copied_marker_by_somebody_else_stays(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        number = town.person("eve").opens_issue(REPO, "It crashes", "There is a crash.")
        await town.works()
        (first,) = town.comments(number)
        town.person("mallory").comments(REPO, number, first)
        await town.works()
        issue = town.github.state.issue(REPO, number)
        assert issue is not None
        assert len(issue.comments) == 2


@pytest.mark.slow
async def test_of_two_the_younger_goes_also_when_it_is_the_one_we_know(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        town.is_deaf = True
        lists_lag(town, 86_400)
        number = town.person("eve").opens_issue(REPO, "It crashes", "There is a crash.")
        town.breaks("POST", f"/issues/{number}/comments", Fault.LOST_ANSWER)
        await town.works()
        issue = town.github.state.issue(REPO, number)
        assert issue is not None
        (elder,) = issue.comments
        await town.later(minutes=10)
        assert len(issue.comments) == 2
        # The elder's word was on its way all the time.
        town.is_deaf = False
        town.github.webhooks.append(next(each for each in town.unheard if each.event == "issue_comment"))
        await town.works()
        assert list(issue.comments) == [elder]
        (comment,) = [each for each in await town.effects(number) if each.kind == "comment"]
        assert comment.remote_id == elder
