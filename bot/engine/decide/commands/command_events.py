"""Events of commands: what a person brings about by command reaches the features that hear commands.

GitHub reports it as our own doing, and our own events reach no feature, or they would answer themselves for
ever. But a person requested it: in the same decision it counts as if they had done it by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.core import effects as fx
from bot.core.effects.projection import project
from bot.core.events import CommentEvent, IssueEvent, PullRequestEvent, SubjectEvent
from bot.core.events.reasons import reason
from bot.core.model import Comment, Subject, User, contains, same
from bot.core.plan import Section
from bot.engine.decide.commands.pending_records import pending_records
from bot.engine.decide.decision import Step, ask
from bot.engine.decide.situation import Situation


async def command_events(situation: Situation, by: User, steps: Sequence[Step]) -> list[Step]:
    """Return what the features that hear commands make of those among `steps`, which `by` gave."""
    commanded = [step for step in steps if step.is_commanded]
    others = [step for step in steps if step not in commanded]
    deleted = [e for step in commanded for e in step.effects if isinstance(e, fx.DeleteComment)]
    taken_back = {(effect.feature, effect.sticky) for effect in deleted}
    ref, answers = situation.ref, list[Step]()
    for feature, section in situation.features_on:
        if not feature.hears_commands:
            continue
        before = project(situation.current, _on(ref, others))
        own = project(before, _on(ref, [step for step in commanded if step.feature == feature.name]))
        after = project(before, _on(ref, commanded))
        foreign = [step for step in commanded if step.feature != feature.name]
        for event in (*_changes(situation, by, own, after), *_comments(situation, by, after, foreign)):
            decided = [effect for step in (*steps, *answers) for effect in step.effects]
            records = pending_records(situation.records, decided)
            ctx = replace(situation, subject=after, records=records).context(section)
            because = f"{reason(event)} by command"
            for handler in feature.handlers_for(event):
                step = await ask(feature.name, event.key, because, handler(event, ctx))
                answers.append(_without(step, taken_back))
    return answers


def _without(step: Step, taken_back: set[Section]) -> Step:
    """Return a step that does not say again what the commands took back (`/undo`)."""
    effects = tuple(
        effect
        for effect in step.effects
        if not isinstance(effect, fx.PostComment)
        or not taken_back.intersection((step.feature, section.key) for section in effect.sections)
    )
    return replace(step, effects=effects)


def _on(ref: str, steps: Sequence[Step]) -> list[fx.Outward]:
    outward = [effect for step in steps for effect in step.effects if isinstance(effect, fx.Outward)]
    return [effect for effect in outward if same(effect.subject, ref)]


def _comments(
    situation: Situation, by: User, subject: Subject, steps: Sequence[Step]
) -> Iterator[CommentEvent]:
    """The comments that are a person's choice of words, though the bot posts them."""
    for effect in _on(situation.ref, steps):
        if isinstance(effect, fx.PostComment) and effect.chosen:
            yield CommentEvent(
                name="issue_comment",
                action="created",
                sender=by,
                repository=situation.repository,
                installation_id=situation.event.installation_id,
                subject=subject,
                comment=Comment(id=0, body=effect.body, author=by),
            )


def _changes(situation: Situation, by: User, before: Subject, after: Subject) -> Iterator[SubjectEvent]:
    """Return the events by which GitHub would report what changed, in the order in which effects are
    carried out."""
    kind, name = (PullRequestEvent, "pull_request") if after.is_pull_request else (IssueEvent, "issues")
    change = kind(
        name=name,
        sender=by,
        repository=situation.repository,
        installation_id=situation.event.installation_id,
        subject=after,
    )

    def missing(one: Subject, other: Subject) -> tuple[list[str], list[User]]:
        labels = [label for label in one.labels if not contains(other.labels, label)]
        people = [user for user in one.assignees if not contains(other.assignee_logins, user.login)]
        return labels, people

    new, gone = missing(after, before), missing(before, after)
    for action, labels in (("labeled", new[0]), ("unlabeled", gone[0])):
        for label in labels:
            yield change.model_copy(update={"action": action, "label": label})
    for action, people in (("assigned", new[1]), ("unassigned", gone[1])):
        for person in people:
            yield change.model_copy(update={"action": action, "assignee": person})
    for person in after.reviewers:
        if not contains([user.login for user in before.reviewers], person.login):
            yield change.model_copy(update={"action": "review_requested", "requested": person})
    for team in after.teams:
        if not contains(before.teams, team):
            yield change.model_copy(update={"action": "review_requested", "requested_team": team})
    if before.type != after.type:
        action = "typed" if after.type else "untyped"
        yield change.model_copy(update={"action": action, "type": after.type or before.type})
    if before.is_open != after.is_open:
        yield change.model_copy(update={"action": "reopened" if after.is_open else "closed"})
