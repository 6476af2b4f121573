"""Each kind of effect as the requests it takes. Errors are the client's; what they mean, the writer says.

https://docs.github.com/en/rest/issues/assignees#add-assignees-to-an-issue
https://docs.github.com/en/rest/issues/labels#add-labels-to-an-issue
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.core import effects as fx
from bot.core.markdown.quoting import code
from bot.core.model import LabelInfo, Subject, contains, same, spelling
from bot.core.ports.writer import Place, Task
from bot.github.client import Client
from bot.github.errors import Gone, RequestRefused
from bot.github.read.repo_labels import Catalog
from bot.github.shapes import NOTHING, Identified
from bot.github.tokens import Tokens
from bot.github.write.comments import CommentWrites
from bot.github.write.graphql import GraphQLWrites
from bot.github.write.paths import Paths

MOST_ANNOTATIONS = 50
"""GitHub takes so many in one request."""


@dataclass(frozen=True)
class WriteResult:
    """The outcome of an effect that GitHub answered. `node_id` is GraphQL's id of a comment it made."""

    remote_id: int | None = None
    note: str = ""
    dropped: tuple[str, ...] = ()
    refused: bool = False
    node_id: str = ""


class Writes:
    """The effects of one place."""

    def __init__(self, client: Client, catalog: Catalog, tokens: Tokens, place: Place) -> None:
        self._client, self._catalog, self._tokens, self._place = client, catalog, tokens, place
        self._paths = Paths(place)
        self._comments = CommentWrites(client, tokens, place)
        self._graphql = GraphQLWrites(client, place)

    async def several(self, tasks: Sequence[Task]) -> list[WriteResult]:
        """Carry out effects that are fields of the issue, in one request."""
        fields: dict[str, Any] = {}
        for task in tasks:
            fields |= await self._fields(task.effect)
        await self._client.patch(self._paths.issue(), Subject, fields)
        return [WriteResult() for _ in tasks]

    async def one(self, task: Task) -> WriteResult:
        """Carry out one effect of any kind."""
        effect = task.effect
        match effect:
            case fx.AddLabels():
                return await self._add_labels(effect.labels)
            case fx.RemoveLabels():
                return await self._remove_labels(effect.labels)
            case fx.Assign():
                return await self._assign(effect.logins)
            case fx.Unassign():
                await self._client.delete(
                    self._paths.issue("assignees"), Subject, {"assignees": effect.logins}
                )
            case fx.RequestReview() | fx.UnrequestReview():
                return await self._reviewers(effect)
            case fx.Close():
                await self._close(effect)
            case fx.SetMilestone() | fx.Retitle() | fx.Reopen() | fx.SetType():
                await self._client.patch(self._paths.issue(), Subject, await self._fields(effect))
            case fx.Lock():
                reason = {"lock_reason": effect.reason} if effect.reason else None
                await self._client.put(self._paths.issue("lock"), NOTHING, reason)
            case fx.Unlock():
                await self._client.delete(self._paths.issue("lock"), NOTHING)
            case fx.Check():
                return WriteResult(await self._check(effect))
            case fx.OpenIssue():
                return await self._open_issue(task, effect)
            case fx.PostComment():
                comment = await self._comments.comment(task, effect)
                return WriteResult(comment.id, node_id=comment.node_id)
            case fx.DeleteComment():
                await self._comments.delete_comment(task.comment_id)
            case fx.PinComment():
                await self._comments.pin(task.comment_id, replaces=effect.sticky is None)
            case fx.UnpinComment():
                await self._comments.unpin(task.comment_id)
            case fx.React():
                return WriteResult(await self._comments.react(effect))
            case fx.Unreact():
                await self._comments.unreact(effect)
            case fx.MinimizeComment() | fx.Pin() | fx.Unpin() | fx.Transfer():
                await self._graphql.one(effect)
            case fx.ConvertToDraft() | fx.MarkReady():
                await self._graphql.draft(effect)
            case fx.Notify():
                raise RequestRefused("a private channel is not GitHub's")
            case _:
                raise TypeError(f"nobody has taught me to {effect.effect}")
        return WriteResult()

    async def look(self) -> None:
        """Something in the repository is said to be gone: look whether it is there (`Tokens.look`)."""
        await self._tokens.look(self._client, self._place.repository)

    async def _assign(self, logins: tuple[str, ...]) -> WriteResult:
        issue = await self._client.post(self._paths.issue("assignees"), Subject, {"assignees": logins})
        return _left_out(logins, issue.assignee_logins, "cannot be assigned here")

    async def _add_labels(self, names: tuple[str, ...]) -> WriteResult:
        labels, dropped = await self._known(names)
        if labels:
            await self._client.post(self._paths.issue("labels"), list[LabelInfo], {"labels": labels})
        return _outcome(dropped, bool(labels), "no such label here")

    async def _known(self, names: tuple[str, ...]) -> tuple[list[str], tuple[str, ...]]:
        """Return labels as the repository spells them, and those it lacks, which GitHub would just make."""
        if self._place.create_labels or not names:
            return list(names), ()
        there = list(self._place.labels)
        if not all(contains(there, name) for name in names):
            there = [label.name for label in await self._catalog.labels(self._client, self._place.repository)]
        if not all(contains(there, name) for name in names):
            self._catalog.forget(self._place.repository)  # perhaps it was made a moment ago
            there = [label.name for label in await self._catalog.labels(self._client, self._place.repository)]
        known = [match for name in names if (match := spelling(there, name)) is not None]
        return known, tuple(name for name in names if not contains(there, name))

    async def _remove_labels(self, labels: tuple[str, ...]) -> WriteResult:
        for name in labels:
            try:
                await self._client.delete(self._paths.issue("labels", name), list[LabelInfo])
            except Gone as error:
                if "label" not in error.message.casefold():
                    await self._client.get(
                        self._paths.issue(), Subject
                    )  # is it the label that is gone, or the issue?
        return WriteResult()

    async def _reviewers(self, effect: fx.RequestReview | fx.UnrequestReview) -> WriteResult:
        path = self._paths.repo("pulls", self._paths.number(), "requested_reviewers")
        send = self._client.post if isinstance(effect, fx.RequestReview) else self._client.delete
        try:
            pull = await send(path, Subject, {"reviewers": effect.logins, "team_reviewers": effect.teams})
        except RequestRefused as error:
            if error.status != 422:
                raise
            if len(effect.names) == 1:
                if "collaborator" not in str(error).casefold():
                    raise
                return _outcome(effect.names, False, "cannot be asked for a review")
        else:
            return _unasked(effect, pull)
        # One who cannot be asked spoils the request for all: each for itself.
        dropped: list[str] = []
        reviewers = [("reviewers", name) for name in effect.logins]
        reviewers += [("team_reviewers", name) for name in effect.teams]
        for field, name in reviewers:
            try:
                await send(path, Subject, {field: [name]})
            except RequestRefused as error:
                if error.status != 422:
                    raise
                dropped.append(name)
        return _outcome(tuple(dropped), len(dropped) < len(reviewers), "cannot be asked for a review")

    async def _fields(self, effect: fx.Outward) -> dict[str, Any]:
        match effect:
            case fx.Retitle():
                return {"title": effect.title}
            case fx.Reopen():
                return {"state": "open"}
            case fx.SetType():
                return {"type": effect.type}
            case fx.Close():
                return {"state": "closed", "state_reason": effect.reason}
            case fx.SetMilestone(title=None):
                return {"milestone": None}
            case fx.SetMilestone(title=str(title)):
                return {"milestone": await self._milestone(title)}
        raise TypeError(f"{effect.effect} is no field of an issue")

    async def _milestone(self, title: str) -> int:
        for _ in range(2):
            for milestone in await self._catalog.milestones(self._client, self._place.repository):
                if same(milestone.title, title):
                    return milestone.number
            self._catalog.forget(self._place.repository)  # perhaps it was made a moment ago
        raise RequestRefused(f"there is no open milestone {code(title)}")

    async def _close(self, effect: fx.Close) -> None:
        try:
            await self._client.patch(self._paths.issue(), Subject, await self._fields(effect))
        except RequestRefused as error:
            if error.status != 422:
                raise
            # Pull requests and older servers know no such reason; closed is what matters.
            await self._client.patch(self._paths.issue(), Subject, {"state": "closed"})

    async def _check(self, effect: fx.Check) -> int:
        notes = [
            {**annotation.model_dump(exclude={"level"}), "annotation_level": annotation.level}
            for annotation in effect.annotations
        ]
        output: dict[str, Any] = {"title": effect.name, "summary": effect.summary}
        made: int | None = None
        for at in range(0, max(len(notes), 1), MOST_ANNOTATIONS):
            sent = {
                "name": effect.name,
                "head_sha": effect.head_sha,
                "status": "completed",
                "conclusion": effect.conclusion,
                "output": {**output, "annotations": notes[at : at + MOST_ANNOTATIONS]},
            }
            if made is None:
                made = (await self._client.post(self._paths.repo("check-runs"), Identified, sent)).id
            else:
                output_alone = {"output": sent["output"]}
                await self._client.patch(self._paths.repo("check-runs", made), Identified, output_alone)
        return made or 0

    async def _open_issue(self, task: Task, effect: fx.OpenIssue) -> WriteResult:
        labels, lacking = await self._known(effect.labels)
        issue = await self._comments.open_issue(
            task, {"title": effect.title, "labels": labels, "assignees": effect.assignees}, effect.body
        )
        taken = issue.assignee_logins
        ineligible = tuple(login for login in effect.assignees if not contains(taken, login))
        return WriteResult(issue.number, dropped=(*lacking, *ineligible))


def _unasked(effect: fx.RequestReview | fx.UnrequestReview, pull: Subject) -> WriteResult:
    """Return agents as left out where no bot is among the reviewers: GitHub takes a request that it cannot
    grant, and those whom it asks it may show under another name."""
    agents = tuple(login for login in effect.logins if login.endswith("[bot]"))
    if isinstance(effect, fx.UnrequestReview) or any(user.is_bot for user in pull.reviewers):
        return WriteResult()
    return _outcome(
        agents, len(agents) < len(effect.logins) + len(effect.teams), "cannot be asked for a review"
    )


def _left_out(requested: tuple[str, ...], taken: Sequence[str], why: str) -> WriteResult:
    """GitHub leaves people out without a word: what it answers is compared with what was asked."""
    dropped = tuple(login for login in requested if not contains(taken, login))
    return _outcome(dropped, len(dropped) < len(requested), why)


def _outcome(dropped: tuple[str, ...], any_taken: bool, why: str) -> WriteResult:
    note = f"{why}: {', '.join(dropped)}" if dropped else ""
    return WriteResult(note=note, dropped=dropped, refused=bool(dropped) and not any_taken)
