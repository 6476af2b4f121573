"""Reduce: what the features want becomes what is done, each thing once, in the table's order.

1. Within a subject the last effect per (family, target) wins: a label set and taken off again in one
   comment ends as taken off.
2. What already holds, as far as `SubjectState` tells, is dropped.
3. One effect per kind and subject is left, its lists sorted, in the order of `effects.ORDER`.
4. The sections that features want to say on a subject become one new comment, in the order of the
   features; a section that already stands edits the comment it stands in.

Pure, and idempotent: reducing a plan again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.core import effects as fx
from bot.core.model import Subject, contains, same

AnyEffect = TypeVar("AnyEffect", bound=fx.Effect)


@dataclass(frozen=True)
class OwnComment:
    """A comment of ours that can still be edited: its sticky key, remote id (None until it is accepted)."""

    sticky: str
    comment_id: int | None
    sections: tuple[fx.CommentSection, ...]


@dataclass(frozen=True)
class SubjectState:
    """What holds on a subject: its state (None: not known) and what we said there."""

    subject: Subject | None = None
    said: tuple[OwnComment, ...] = ()
    pinned: bool | None = None

    def saying(self, feature: str, key: str) -> OwnComment | None:
        """The comment in which a section stands."""
        return next(
            (
                said
                for said in self.said
                if any(section.feature == feature and section.key == key for section in said.sections)
            ),
            None,
        )


@dataclass(frozen=True)
class Plan:
    """What one delivery leads to: `outward` in order of execution, `inward` to be committed with it."""

    outward: tuple[fx.Outward, ...] = ()
    inward: tuple[fx.Inward, ...] = ()


_FAMILY = {
    "add_labels": "label",
    "remove_labels": "label",
    "assign": "assignee",
    "unassign": "assignee",
    "request_review": "reviewer",
    "unrequest_review": "reviewer",
    "close": "state",
    "reopen": "state",
    "lock": "lock",
    "unlock": "lock",
    "pin": "pin",
    "unpin": "pin",
    "react": "reaction",
    "unreact": "reaction",
}


def _targets(effect: fx.Outward) -> list[tuple[str, Any]]:
    """The (target, single-target field value) pairs an effect speaks about."""
    match effect:
        case fx.AddLabels() | fx.RemoveLabels():
            return [(name.casefold(), name) for name in effect.labels]
        case fx.Assign() | fx.Unassign():
            return [(login.casefold(), login) for login in effect.logins]
        case fx.RequestReview() | fx.UnrequestReview():
            return [(f"@{login.casefold()}", ("logins", login)) for login in effect.logins] + [
                (f"team:{slug.casefold()}", ("teams", slug)) for slug in effect.teams
            ]
        case fx.Check():
            return [(effect.name, None)]
        case fx.OpenIssue():
            return [(f"{effect.feature}:{effect.key or effect.title}", None)]
        case fx.MinimizeComment():
            return [(str(effect.comment_id), None)]
        case fx.React() | fx.Unreact():
            return [(f"{effect.target}:{effect.target_id}:{effect.content}", None)]
        case fx.Notify():
            return [(f"{effect.channel}:{effect.text}", None)]
        case _:
            return [("", None)]


def _holds(effect: fx.Outward, target: str, known: SubjectState) -> bool:
    """Whether the world already is as the effect wants it; False when that is not known."""
    subject = known.subject
    if subject is None:
        return False
    match effect:
        case fx.AddLabels():
            return contains(subject.labels, target)
        case fx.RemoveLabels():
            return not contains(subject.labels, target)
        case fx.Assign():
            return contains(subject.assignee_logins, target)
        case fx.Unassign():
            return not contains(subject.assignee_logins, target)
        case fx.RequestReview() | fx.UnrequestReview():
            asked = [f"@{user.login}" for user in subject.reviewers] + [f"team:{s}" for s in subject.teams]
            return contains(asked, target) is isinstance(effect, fx.RequestReview)
        case fx.SetMilestone():
            return effect.title == subject.milestone
        case fx.Retitle():
            return effect.title == subject.title
        case fx.Close():
            reason = subject.state_reason or "completed"
            return not subject.is_open and (subject.is_pull_request or reason == effect.reason)
        case fx.Reopen():
            return subject.is_open
        case fx.Lock():
            return subject.locked
        case fx.Unlock():
            return not subject.locked
        case fx.Pin() | fx.Unpin():
            return known.pinned is isinstance(effect, fx.Pin)
        case _:
            return False


def _joined(words: Iterable[str], separator: str) -> str:
    return separator.join(dict.fromkeys(word for word in words if word))


@dataclass
class _Table:
    """The effects of one subject, last word per (family, target)."""

    order: Mapping[str, int]
    cells: dict[tuple[str, str], tuple[fx.Outward, Any]] = field(default_factory=dict)
    sections: dict[tuple[str, str], fx.PostComment | fx.DeleteComment] = field(default_factory=dict)

    def put(self, effect: fx.Outward) -> None:
        if isinstance(effect, fx.PostComment):
            for section in effect.sections or (fx.CommentSection(key="", feature="", body=effect.body),):
                named = section.model_copy(update={"feature": section.feature or effect.feature})
                one = effect.model_copy(update={"sections": (named,), "body": section.body or effect.body})
                self.sections.pop((named.feature, named.key), None)
                self.sections[named.feature, named.key] = one
            return
        if isinstance(effect, fx.DeleteComment):
            self.sections.pop((effect.feature, effect.sticky), None)
            self.sections[effect.feature, effect.sticky] = effect
            return
        family = _FAMILY.get(effect.effect, effect.effect)
        for target, value in _targets(effect):
            self.cells.pop((family, target), None)
            self.cells[family, target] = (effect, value)

    def rank(self, feature: str) -> tuple[int, str]:
        return (min((self.order.get(f, len(self.order)) for f in feature.split(", ")), default=0), feature)

    def reduced(self, known: SubjectState) -> list[fx.Outward]:
        kept: dict[str, list[tuple[fx.Outward, Any]]] = {}
        for (_, target), (effect, value) in self.cells.items():
            if not _holds(effect, target, known):
                kept.setdefault(effect.effect, []).append((effect, value))
        done = [merged for parts in kept.values() for merged in self._merge(parts)]
        done += self._comments(known)
        return sorted(done, key=lambda effect: fx.ORDER.index(effect.effect))

    def _merge(self, parts: list[tuple[fx.Outward, Any]]) -> list[fx.Outward]:
        first = parts[0][0]
        stamp = {
            "feature": _joined(sorted({p.feature for p, _ in parts}, key=self.rank), ", "),
            "because": _joined((p.because for p, _ in parts), "; "),
        }
        match first:
            case fx.AddLabels() | fx.RemoveLabels():
                names = sorted({v for _, v in parts}, key=lambda n: (n.casefold(), n))
                return [first.model_copy(update={**stamp, "labels": tuple(names)})]
            case fx.Assign() | fx.Unassign():
                names = sorted({v for _, v in parts}, key=lambda n: (n.casefold(), n))
                return [first.model_copy(update={**stamp, "logins": tuple(names)})]
            case fx.RequestReview() | fx.UnrequestReview():
                asked: dict[str, list[str]] = {"logins": [], "teams": []}
                for _, (kind, name) in parts:
                    asked[kind].append(name)
                lists = {kind: tuple(sorted(names, key=str.casefold)) for kind, names in asked.items()}
                return [first.model_copy(update={**stamp, **lists})]
            case _:
                return [effect for effect, _ in parts]

    def _comments(self, known: SubjectState) -> list[fx.Outward]:
        new: list[fx.PostComment] = []
        edits: dict[
            str, tuple[OwnComment, dict[tuple[str, str], fx.CommentSection | None], list[fx.Outward]]
        ] = {}
        done: list[fx.Outward] = []
        for (feature, key), effect in self.sections.items():
            said = known.saying(feature, key)
            if said is None:
                if isinstance(effect, fx.PostComment):
                    new.append(effect)
                continue
            if isinstance(effect, fx.PostComment) and effect.sticky is None:
                new.append(effect)
                continue
            change = effect.sections[0] if isinstance(effect, fx.PostComment) else None
            _, changes, causes = edits.setdefault(said.sticky, (said, {}, []))
            changes[feature, key] = change
            causes.append(effect)
        for said, changes, causes in edits.values():
            done += self._edit(said, changes, causes)
        if new:
            done.append(self._post(new))
            outdated = {post.outdates for post in new if post.outdates}
            done += [
                fx.MinimizeComment(
                    subject=new[0].subject,
                    feature=new[0].feature,
                    because="a newer comment says how it stands now",
                    comment_id=said.comment_id,
                )
                for said in known.said
                if said.sticky in outdated and said.comment_id is not None
            ]
        return done

    def _edit(
        self,
        said: OwnComment,
        changes: Mapping[tuple[str, str], fx.CommentSection | None],
        causes: list[fx.Outward],
    ) -> list[fx.Outward]:
        after: list[fx.CommentSection] = []
        for section in said.sections:
            change = changes.get((section.feature, section.key), section)
            if change is not None:
                after.append(change)
        before = [(s.feature, s.key, s.body) for s in said.sections]
        if before == [(s.feature, s.key, s.body) for s in after]:
            return []
        stamp = {
            "subject": causes[0].subject,
            "feature": _joined(sorted({c.feature for c in causes}, key=self.rank), ", "),
            "because": _joined((c.because for c in causes), "; "),
        }
        if not after:
            return [fx.DeleteComment(**stamp, sticky=said.sticky)]
        return [fx.PostComment(**stamp, body=_body(after), sticky=said.sticky, sections=tuple(after))]

    def _post(self, posts: list[fx.PostComment]) -> fx.PostComment:
        posts = sorted(posts, key=lambda post: self.rank(post.feature))
        sections = tuple(post.sections[0] for post in posts)
        return fx.PostComment(
            subject=posts[0].subject,
            feature=_joined((post.feature for post in posts), ", "),
            because=_joined((post.because for post in posts), "; "),
            body=_body(sections),
            sticky=next((post.sticky for post in posts if post.sticky), None),
            sections=sections,
            outdates=next((post.outdates for post in posts if post.outdates), None),
        )


def _body(sections: Iterable[fx.CommentSection]) -> str:
    return "\n\n".join(section.body.strip() for section in sections)


def _slot(effect: fx.Inward) -> tuple[str, ...]:
    """What an internal effect overwrites; ledger lines overwrite nothing."""
    match effect:
        case fx.Remember() | fx.Claim():
            return ("memory", effect.scope, effect.feature, effect.key)
        case fx.SetTimer() | fx.CancelTimer():
            return ("timer", effect.subject, effect.feature, effect.key)
        case fx.Case():
            return ("case", effect.subject)
        case fx.Record():
            return ("record", effect.subject, effect.what, str(effect.person_id), str(effect.at))


def reduce(
    wanted: Sequence[fx.AnyEffect], known: Mapping[str, SubjectState], features: Sequence[str]
) -> Plan:
    """The plan for the effects `wanted`, given in the order in which they were decided.

    `known` maps subjects to what holds there (a subject not in it: nothing is known), `features` is the
    order of the features. Subjects keep the order of their first mention.
    """
    order = {name: place for place, name in enumerate(features)}
    tables: dict[str, _Table] = {}
    inward: dict[tuple[str, ...], fx.Inward] = {}
    for effect in wanted:
        if isinstance(effect, fx.Inward):
            inward.pop(_slot(effect), None)
            inward[_slot(effect)] = effect
        else:
            tables.setdefault(effect.subject, _Table(order)).put(effect)
    outward = [
        effect
        for subject, table in tables.items()
        for effect in table.reduced(next((k for s, k in known.items() if same(s, subject)), SubjectState()))
    ]
    return Plan(outward=tuple(outward), inward=tuple(inward.values()))
