"""Consequences: what a person brings about by command is told to the features that heed it.

GitHub tells it as our own doing, and that no feature hears, or they would talk to themselves for ever. But a
person asked for it: in the same decision it counts as if they had done it by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pydantic import BaseModel

from bot.core import effects as fx
from bot.core.config.repository_config import RepositoryConfig
from bot.core.effects.projection import project
from bot.core.events import CommentEvent, IssueEvent, PullRequestEvent, SubjectEvent
from bot.core.feature import Feature
from bot.core.model import Comment, Subject, User, contains, same
from bot.engine.decide.commands.pending_records import foreseen
from bot.engine.decide.decision import ContextFor, Step, ask


async def consequences(
    event: SubjectEvent,
    by: User,
    features: Sequence[Feature[BaseModel]],
    repo: RepositoryConfig,
    context: ContextFor,
    steps: Sequence[Step],
) -> list[Step]:
    """What the features that heed commands make of those among `steps`, which `by` gave on the subject."""
    told = [step for step in steps if step.is_commanded]
    deleted = [effect for step in told for effect in step.effects if isinstance(effect, fx.DeleteComment)]
    taken_back = {(effect.feature, effect.sticky) for effect in deleted}
    answers: list[Step] = []
    for feature in features:
        config = feature.config_in(repo)
        if not feature.hears_commands or config is None:
            continue
        ctx = context(feature, config)
        present = project(ctx.subject or event.subject, _on(event.ref, [s for s in steps if s not in told]))
        known = project(present, _on(event.ref, [step for step in told if step.feature == feature.name]))
        after = project(present, _on(event.ref, told))
        others = [step for step in told if step.feature != feature.name]
        for news in (*_news(event, by, known, after), *_words(event, by, after, others)):
            decided = [effect for step in (*steps, *answers) for effect in step.effects]
            then = replace(ctx, subject=after, records=foreseen(ctx.records, feature.name, decided))
            because = f"{by.login} did so by command ({news.key})"
            for handler in feature.handlers_for(news):
                step = await ask(feature.name, news.key, because, handler(news, then))
                answers.append(_without(step, taken_back))
    return answers


def _without(step: Step, taken_back: set[tuple[str, str]]) -> Step:
    """A step that does not say again what the commands took back (`/undo`)."""
    kept = [
        effect
        for effect in step.effects
        if not isinstance(effect, fx.PostComment)
        or not taken_back.intersection((step.feature, section.key) for section in effect.sections)
    ]
    return replace(step, effects=tuple(kept))


def _on(ref: str, steps: Sequence[Step]) -> list[fx.Outward]:
    wanted = [effect for step in steps for effect in step.effects if isinstance(effect, fx.Outward)]
    return [effect for effect in wanted if same(effect.subject, ref)]


def _words(event: SubjectEvent, by: User, subject: Subject, steps: Sequence[Step]) -> Iterator[CommentEvent]:
    """The comments that are a person's choice of words, though the bot posts them."""
    for effect in _on(event.ref, steps):
        if isinstance(effect, fx.PostComment) and effect.chosen:
            yield CommentEvent(
                name="issue_comment",
                action="created",
                sender=by,
                repository=event.repository,
                installation_id=event.installation_id,
                subject=subject,
                comment=Comment(id=0, body=effect.body, author=by),
            )


def _news(event: SubjectEvent, by: User, before: Subject, after: Subject) -> Iterator[SubjectEvent]:
    """The events by which GitHub would tell what changed, in the order in which effects are carried out."""
    kind, name = (PullRequestEvent, "pull_request") if after.is_pull_request else (IssueEvent, "issues")
    common = {
        "name": name,
        "sender": by,
        "repository": event.repository,
        "installation_id": event.installation_id,
        "subject": after,
    }

    def lacking(one: Subject, other: Subject) -> tuple[list[str], list[User]]:
        labels = [label for label in one.labels if not contains(other.labels, label)]
        people = [user for user in one.assignees if not contains(other.assignee_logins, user.login)]
        return labels, people

    new, gone = lacking(after, before), lacking(before, after)
    for action, labels in (("labeled", new[0]), ("unlabeled", gone[0])):
        for label in labels:
            yield kind(action=action, label=label, **common)
    for action, people in (("assigned", new[1]), ("unassigned", gone[1])):
        for person in people:
            yield kind(action=action, assignee=person, **common)
    if before.is_open != after.is_open:
        yield kind(action="reopened" if after.is_open else "closed", **common)
