"""What the bot says: comments, issues and reactions.

Here a write could double, so what we wrote is known again by its marker, among our own alone.

https://docs.github.com/en/rest/reactions/reactions
https://docs.github.com/en/rest/issues/comments
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.core import effects as fx
from bot.core.markdown.quoting import code
from bot.core.model import Comment, Subject
from bot.core.ports.writer import MARKER, Place, Task
from bot.github.client import Client
from bot.github.errors import Absent, Gone, RequestRefused
from bot.github.read.thread.conversation import REACTIONS
from bot.github.shapes import NOTHING, Node, Reacted, Reaction
from bot.github.tokens import Tokens
from bot.github.write.paths import Paths

Written = TypeVar("Written", Comment, Subject)
LOOK_BACK = timedelta(hours=3)
"""So far before the intent our own writing is looked for, by GitHub's clock: ours may have been set since."""
ADD_REACTION = """mutation($subject: ID!, $content: ReactionContent!) {
  addReaction(input: {subjectId: $subject, content: $content}) { reaction { databaseId } } }"""
REMOVE_REACTION = """mutation($subject: ID!, $content: ReactionContent!) {
  removeReaction(input: {subjectId: $subject, content: $content}) { reaction { databaseId } } }"""


class CommentWrites:
    """Everything said in one place. `Task.deadline` bounds what must not be sent late."""

    def __init__(self, client: Client, tokens: Tokens, place: Place) -> None:
        self._client, self._tokens, self._place = client, tokens, place
        self._paths = Paths(place)

    async def comment(self, task: Task, effect: fx.PostComment) -> Comment:
        """Post or edit a comment, and return it. An edited comment that is gone is posted anew."""
        body = {"body": marked(effect.body, task)}
        if task.comment_id is not None:
            try:
                edited = self._paths.repo("issues", "comments", task.comment_id)
                return await self._client.patch(edited, Comment, body)
            except Gone:
                await self._tokens.look(self._client, self._place.repository)
        path = self._paths.issue("comments")
        if task.adopt and (earlier := await self.earlier(task)) is not None:
            if earlier.body != body["body"]:  # decided afresh since: what it says now holds
                await self._client.patch(self._paths.repo("issues", "comments", earlier.id), Comment, body)
            return earlier
        return await self._client.post(path, Comment, body, not_after=task.deadline)

    async def earlier(self, task: Task) -> Comment | None:
        """Return the comment that an earlier attempt wrote; None if there is none, and it may be sent."""
        return await self._earlier(self._paths.issue("comments"), Comment, task, {})

    async def open_issue(self, task: Task, fields: dict[str, Any], body: str) -> Subject:
        """Open an issue, and return it, or the one that an earlier attempt has opened."""
        path = self._paths.repo("issues")
        if task.adopt:
            newest = {"state": "all", "sort": "created", "direction": "desc"}
            if (earlier := await self._earlier(path, Subject, task, newest)) is not None:
                return earlier
        sent = {**fields, "body": marked(body, task)}
        return await self._client.post(path, Subject, sent, not_after=task.deadline)

    async def delete_comment(self, comment_id: int | None) -> None:
        """Take a comment back; one that is gone already is as wanted."""
        if comment_id is None:
            raise RequestRefused("it is not known which comment this is")
        try:
            await self._client.delete(self._paths.repo("issues", "comments", comment_id), NOTHING)
        except Gone:
            await self._tokens.look(self._client, self._place.repository)

    async def pin(self, comment_id: int | None, *, replaces: bool) -> None:
        """Put a comment to the top of its issue; unless it `replaces` what is there, another stays.

        https://docs.github.com/en/rest/issues/comments#pin-an-issue-comment
        """
        path = self._pin(comment_id)
        if not replaces:  # No webhook tells what is pinned.
            issue = await self._client.get(self._paths.issue(), Subject)
            if issue.pinned_comment not in (None, comment_id):
                raise RequestRefused("another comment is pinned there")
        try:
            await self._client.put(path, Comment)
        except Gone as error:  # An older server knows nothing of it.
            words = f"the comment is gone, or comments cannot be pinned here ({error.message})"
            raise Gone(words, status=error.status) from error

    async def unpin(self, comment_id: int | None) -> None:
        """Take a comment from the top of its issue."""
        await self._client.delete(self._pin(comment_id), NOTHING)

    def _pin(self, comment_id: int | None) -> str:
        if comment_id is None:
            raise RequestRefused("it is not known which comment this is")
        return self._paths.repo("issues", "comments", comment_id, "pin")

    async def react(self, effect: fx.React) -> int | None:
        """React, and return the reaction's id. GitHub answers a repeated one with the same."""
        if effect.target == "review":
            return await self._on_review(ADD_REACTION, "addReaction", effect)
        return (await self._client.post(self._reactions(effect), Reaction, {"content": effect.content})).id

    async def unreact(self, effect: fx.Unreact) -> None:
        """Take our own reaction back; that of others is theirs."""
        if effect.target == "review":
            await self._on_review(REMOVE_REACTION, "removeReaction", effect)
            return
        me, path = await self._me(), self._reactions(effect)
        async for reaction in self._client.items(path, Reaction, {"content": effect.content}):
            if reaction.user is not None and reaction.user.id == me:
                await self._client.delete(f"{path}/{reaction.id}", NOTHING)

    async def _on_review(self, mutation: str, answer: str, effect: fx.React | fx.Unreact) -> int | None:
        # REST knows no reaction on a review's body.
        content = REACTIONS.get(effect.content)
        if content is None:
            raise RequestRefused(f"there is no reaction {code(effect.content)}")
        path = self._paths.repo("pulls", self._paths.number(), "reviews", effect.target_id)
        variables = {"subject": (await self._client.get(path, Node)).node_id, "content": content}
        reacted = (await self._client.graphql(mutation, dict[str, Reacted], variables)).get(answer)
        return reacted.reaction.id if reacted is not None and reacted.reaction is not None else None

    def _reactions(self, effect: fx.React | fx.Unreact) -> str:
        match effect.target:
            case "comment":
                return self._paths.repo("issues", "comments", effect.target_id, "reactions")
            case "review_comment":
                return self._paths.repo("pulls", "comments", effect.target_id, "reactions")
        return self._paths.issue("reactions")

    async def _earlier(
        self, path: str, shape: type[Written], task: Task, params: dict[str, str]
    ) -> Written | None:
        """Return what an earlier attempt wrote; raise `Absent` if it is not there and must not be sent."""
        # A 404 here is as little a proof as an old list, until it is said twice.
        async with self._tokens.confirmed(path):
            earlier = await self._ours(path, shape, task, params)
        if earlier is None and not task.send:
            raise Absent("not found on GitHub yet")
        return earlier

    async def _ours(
        self, path: str, shape: type[Written], task: Task, params: dict[str, str]
    ) -> Written | None:
        """Return what an earlier attempt wrote: it bears the marker, and it is by us, not by one who copied
        it.

        Of several the oldest; a younger twin is taken away when GitHub tells us of it.
        """
        me, skew = await self._me(), self._client.connection.skew
        if task.since is not None:
            params = {**params, "since": _stamp(task.since + min(skew, timedelta()) - LOOK_BACK)}
        async for written in self._client.items(path, shape, params):
            match = MARKER.search(written.body)
            if written.author.id == me and match and match[1] in (task.key, *task.former_keys):
                return written
        return None

    async def _me(self) -> int:
        return (await self._tokens.me(self._place.installation_id)).id


def marked(body: str, task: Task) -> str:
    """Return a text with the line by which it is known again."""
    return f"{body}\n\n{task.marker}" if task.marker else body


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
