"""Reactions to issues, comments and review comments. There is no webhook for them, and none for reviews.

https://docs.github.com/en/rest/reactions/reactions
"""

from __future__ import annotations

from functools import partial

from fakegithub.changes import comments as changes
from fakegithub.http.call import Call
from fakegithub.http.reply import Reply, answer, invalid, nothing
from fakegithub.http.routing import route
from fakegithub.model.records import Reaction
from fakegithub.payloads import issues
from fakegithub.payloads.issues import REACTIONS
from fakegithub.rest.issues import comments
from fakegithub.rest.pulls import reviews

PLACES = ("issues/{number}", "issues/comments/{id}", "pulls/comments/{id}")


def _reactions_of(call: Call) -> list[Reaction]:
    if "number" in call.parts:
        return call.issue().reactions
    if "/pulls/" in call.path:
        return reviews.line_comment_of(call)[1].reactions
    return comments.comment_of(call)[1].reactions


def _list(call: Call) -> Reply:
    content = call.query.get("content")
    reactions = [reaction for reaction in _reactions_of(call) if content in (None, reaction.content)]
    return call.page(reactions, partial(issues.reaction, call.state))


def _create(call: Call) -> Reply:
    reactions, content = _reactions_of(call), call.json().get("content")
    if content not in REACTIONS:
        invalid("Reaction", "content", value=content)
    reaction, new = changes.react(call.state, reactions, call.actor, content)
    return answer(issues.reaction(call.state, reaction), 201 if new else 200)


def _delete(call: Call) -> Reply:
    reactions = _reactions_of(call)
    reactions.remove(call.pick(reactions, "reaction"))
    return nothing()


for _place in PLACES:
    route("GET", f"/repos/{{owner}}/{{repo}}/{_place}/reactions")(_list)
    route("POST", f"/repos/{{owner}}/{{repo}}/{_place}/reactions")(_create)
    route("DELETE", f"/repos/{{owner}}/{{repo}}/{_place}/reactions/{{reaction}}")(_delete)
