"""What the bot says: comments, issues and reactions.

Here a write could double, so what we wrote is known again by its marker, among our own alone.

https://docs.github.com/en/rest/reactions/reactions
https://docs.github.com/en/rest/issues/comments
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.core import effects as fx
from bot.core.ports.writer import MARKER, Place, Task
from bot.github.client import Client, repo_route
from bot.github.errors import Absent, Gone, Outage, RequestRefused
from bot.github.tokens import Tokens

SKEW = timedelta(minutes=1)
"""GitHub's clock and ours may differ by so much."""
REACTIONS = {
    "+1": "THUMBS_UP",
    "-1": "THUMBS_DOWN",
    "laugh": "LAUGH",
    "hooray": "HOORAY",
    "confused": "CONFUSED",
    "heart": "HEART",
    "rocket": "ROCKET",
    "eyes": "EYES",
}
ADD_REACTION = """mutation($subject: ID!, $content: ReactionContent!) {
  addReaction(input: {subjectId: $subject, content: $content}) { reaction { databaseId } } }"""
REMOVE_REACTION = """mutation($subject: ID!, $content: ReactionContent!) {
  removeReaction(input: {subjectId: $subject, content: $content}) { reaction { databaseId } } }"""


class Talk:
    """Everything said in one place. `Task.deadline` bounds what must not be sent late."""

    def __init__(self, client: Client, tokens: Tokens, place: Place) -> None:
        self._client, self._tokens, self._place = client, tokens, place

    async def comment(self, task: Task, effect: fx.PostComment) -> int:
        """Post or edit a comment; its id. An edited comment that is gone is posted anew."""
        body = {"body": _marked(effect.body, task)}
        if task.comment_id is not None:
            try:
                await self._client.patch(self._route("issues", "comments", task.comment_id), body)
            except Gone:
                pass
            else:
                return task.comment_id
        path = self._issue("comments")
        if task.adopt and (earlier := await self._earlier(path, task, {})) is not None:
            return int(earlier["id"])
        answer = await self._client.post(path, body, not_after=task.deadline)
        return _id(answer, "id")

    async def open_issue(self, task: Task, fields: dict[str, Any], body: str) -> dict[str, Any]:
        """Open an issue; GitHub's answer (or the issue that an earlier attempt has opened)."""
        path = self._route("issues")
        if task.adopt:
            newest = {"state": "all", "sort": "created", "direction": "desc"}
            if (earlier := await self._earlier(path, task, newest)) is not None:
                return earlier
        answer: dict[str, Any] = await self._client.post(
            path, {**fields, "body": _marked(body, task)}, not_after=task.deadline
        )
        _id(answer, "number")
        return answer

    async def delete_comment(self, comment_id: int | None) -> None:
        """Take a comment back; one that is gone already is as wanted."""
        if comment_id is None:
            raise RequestRefused("it is not known which comment this is")
        try:
            await self._client.delete(self._route("issues", "comments", comment_id))
        except Gone:
            return

    async def react(self, effect: fx.React) -> int | None:
        """React; the reaction's id. GitHub answers a repeated one with the same."""
        if effect.target == "review":
            return await self._on_review(ADD_REACTION, "addReaction", effect)
        answer = await self._client.post(self._reactions(effect), {"content": effect.content})
        return _id(answer, "id")

    async def unreact(self, effect: fx.Unreact) -> None:
        """Take our own reaction back; that of others is theirs."""
        if effect.target == "review":
            await self._on_review(REMOVE_REACTION, "removeReaction", effect)
            return
        me, path = await self._me(), self._reactions(effect)
        async for reaction in self._client.items(path, {"content": effect.content}):
            if (reaction.get("user") or {}).get("id") == me:
                await self._client.delete(f"{path}/{int(reaction['id'])}")

    async def _on_review(self, mutation: str, answer: str, effect: fx.React | fx.Unreact) -> int | None:
        # REST knows no reaction on a review's body.
        content = REACTIONS.get(effect.content)
        if content is None:
            raise RequestRefused(f"there is no reaction {effect.content!r}")
        review = await self._client.get(self._route("pulls", self._number(), "reviews", effect.target_id))
        variables = {"subject": review.get("node_id"), "content": content}
        reaction = ((await self._client.graphql(mutation, variables)).get(answer) or {}).get("reaction") or {}
        return reaction.get("databaseId")

    def _reactions(self, effect: fx.React | fx.Unreact) -> str:
        match effect.target:
            case "comment":
                return self._route("issues", "comments", effect.target_id, "reactions")
            case "review_comment":
                return self._route("pulls", "comments", effect.target_id, "reactions")
        return self._issue("reactions")

    async def _earlier(self, path: str, task: Task, params: dict[str, str]) -> dict[str, Any] | None:
        """Return what an earlier attempt wrote; raise `Absent` if it is not there and must not be sent."""
        try:
            earlier = await self._ours(path, task, params)
        except Gone:
            earlier = None  # As little a proof as an old list: whether it is gone is said when it is sent.
        if earlier is None and not task.send:
            raise Absent("not found on GitHub yet")
        return earlier

    async def _ours(self, path: str, task: Task, params: dict[str, str]) -> dict[str, Any] | None:
        """What an earlier attempt wrote: it bears the marker, and it is by us, not by one who copied it.

        Of several the oldest; a younger twin is taken away when GitHub tells us of it.
        """
        me = await self._me()
        since = {"since": _stamp(task.since - SKEW)} if task.since is not None else {}
        async for comment in self._client.items(path, {**params, **since}):
            by_us = (comment.get("user") or {}).get("id") == me
            match = MARKER.search(comment.get("body") or "")
            if by_us and match and match[1] == task.key:
                ours: dict[str, Any] = comment
                return ours
        return None

    async def _me(self) -> int:
        return (await self._tokens.me(self._place.installation_id)).id

    def _number(self) -> int:
        if self._place.number is None:
            raise RequestRefused("this belongs to an issue or pull request")
        return self._place.number

    def _route(self, *parts: str | int) -> str:
        return repo_route(self._place.repository, *parts)

    def _issue(self, *parts: str | int) -> str:
        return self._route("issues", self._number(), *parts)


def _marked(body: str, task: Task) -> str:
    return f"{body}\n\n{task.marker}" if task.marker else body


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _id(answer: Any, field: str) -> int:
    value = answer.get(field) if isinstance(answer, dict) else None
    if not isinstance(value, int):
        raise Outage("GitHub's answer lacks the id of what was made", status=201, maybe_applied=True)
    return value
