"""Reduce: what the features want becomes what is done, each thing once, in the order of the kinds.

1. On a subject the last effect in a slot wins: a label set and taken off again in one comment ends as taken
   off.
2. What a subject already is, as far as `SubjectState` says, is dropped.
3. One effect per kind and subject is left, its lists sorted, in the order of `effects.KINDS`.
4. What GitHub would have no room for on a subject (labels, assignees) is left out.
5. The sections that features want to say on a subject become one new comment, in the order of the features; a
   section that is on GitHub already is edited in the comment it belongs to. What answers one text of a
   person, and a notice beside what lasts, are comments of their own: they never stand inside a lasting one.
6. A notice that a new comment outdates, or a lasting one that says something else now, is folded.

Pure, and idempotent: reducing a plan again changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core import effects as fx
from bot.core.effects.projection import holds
from bot.core.effects.sections import fitted
from bot.core.keys import UNNAMED, SectionKey
from bot.core.markdown import NOTHING, Markdown, joined
from bot.core.model import Subject, same

Section = tuple[str, SectionKey]
"""Feature and key of a section."""


@dataclass(frozen=True)
class OwnComment:
    """A comment of ours that can still be edited: its sticky key, remote id (None until it is accepted), and
    whether it was pinned once. `pending` is the once-only key of the effect that posts it."""

    sticky: SectionKey
    comment_id: int | None
    sections: tuple[fx.CommentSection, ...]
    pinned: bool = False
    pending: str = ""

    @property
    def which(self) -> int | str | None:
        """What tells it from others, also before GitHub has taken it; None if nothing does."""
        return self.comment_id or self.pending or None

    def body_of(self, section: Section) -> Markdown:
        """Return the words of a section; none if it is not there."""
        bodies = (entry.body for entry in self.sections if (entry.feature, entry.key) == section)
        return next(bodies, NOTHING)


@dataclass(frozen=True)
class SubjectState:
    """What is known of a subject: its state (None: unknown) and our comments on it."""

    subject: Subject | None = None
    comments: tuple[OwnComment, ...] = ()

    def comment_with(self, section: Section) -> OwnComment | None:
        """Return the comment that has a section."""
        return next(
            (
                comment
                for comment in self.comments
                if section in ((entry.feature, entry.key) for entry in comment.sections)
            ),
            None,
        )


@dataclass(frozen=True)
class Plan:
    """What one delivery leads to: `outward` in order of execution, `inward` to be committed with it."""

    outward: tuple[fx.Outward, ...] = ()
    inward: tuple[fx.Inward, ...] = ()


def _joined(words: Iterable[str], separator: str) -> str:
    return separator.join(dict.fromkeys(word for word in words if word))


@dataclass
class _Table:
    """The effects of one subject, the last one in each slot."""

    order: Mapping[str, int]
    slots: dict[tuple[str, ...], fx.Outward] = field(default_factory=dict)
    sections: dict[Section, fx.PostComment | fx.DeleteComment] = field(default_factory=dict)

    def put(self, effect: fx.Outward) -> None:
        """Add an effect; it replaces what is in its slots."""
        if isinstance(effect, fx.PostComment):
            for section in effect.sections or (fx.CommentSection(key=UNNAMED, feature="", body=effect.body),):
                named = section.model_copy(update={"feature": section.feature or effect.feature})
                post = effect.model_copy(update={"sections": (named,), "body": section.body or effect.body})
                self.sections.pop((named.feature, named.key), None)
                self.sections[named.feature, named.key] = post
        elif isinstance(effect, fx.DeleteComment):
            self.sections.pop((effect.feature, effect.sticky), None)
            self.sections[effect.feature, effect.sticky] = effect
        else:
            for part in effect.parts():
                slot = part.slot
                self.slots.pop(slot, None)
                self.slots[slot] = part

    def rank(self, feature: str) -> tuple[int, str]:
        """Return the place of a feature, or of the first of several."""
        return (min((self.order.get(f, len(self.order)) for f in feature.split(", ")), default=0), feature)

    def reduced(self, state: SubjectState) -> list[fx.Outward]:
        """Return the effects that are left, in the order of the kinds."""
        kinds: dict[str, list[fx.Outward]] = {}
        for part in self.slots.values():
            if not holds(part, state.subject):
                kinds.setdefault(part.effect, []).append(part)
        comments = self._comments(state)
        left = [
            placed
            for parts in kinds.values()
            if (fitting := _fitting(parts, state.subject))
            for effect in fitting[0].joined(fitting[1:], self._stamp(fitting))
            if (placed := _on_its_comment(effect, state, comments)) is not None
        ]
        place = {kind: number for number, kind in enumerate(fx.KINDS)}
        return sorted([*left, *comments], key=lambda effect: place[effect.effect])

    def _stamp(self, causes: Sequence[fx.Outward]) -> dict[str, Any]:
        """Return whose an effect is, why, and by which commands, that several caused."""
        return {
            "feature": _joined(sorted({cause.feature for cause in causes}, key=self.rank), ", "),
            "because": _joined((cause.because for cause in causes), "; "),
            "commands": tuple(dict.fromkeys(command for cause in causes for command in cause.commands)),
            "by_triage": any(cause.by_triage for cause in causes),
        }

    def _comments(self, state: SubjectState) -> list[fx.Outward]:
        new: list[fx.PostComment] = []
        edits: dict[SectionKey, tuple[OwnComment, dict[Section, fx.PostComment | fx.DeleteComment]]] = {}
        for section, effect in self.sections.items():
            comment = state.comment_with(section)
            if isinstance(effect, fx.PostComment) and (comment is None or effect.sticky is None):
                new.append(effect)
            elif comment is not None:
                edits.setdefault(comment.sticky, (comment, {}))[1][section] = effect
        effects = [edit for comment, changes in edits.values() for edit in self._edit(comment, changes)]
        effects += self._posts(new)
        differing = [
            change
            for comment, changes in edits.values()
            for section, change in changes.items()
            if isinstance(change, fx.PostComment) and comment.body_of(section) != change.sections[0].body
        ]
        return [*effects, *self._folded([*new, *differing], state)]

    def _folded(self, posts: Sequence[fx.PostComment], state: SubjectState) -> Iterator[fx.Outward]:
        """Return the notices of which `posts` says how it stands now, folded; no lasting comment is one."""
        lasting = {comment.which: comment for comment in state.comments if comment.sections}
        for comment in state.comments:
            cause = next((post for post in posts if post.outdates == comment.sticky), None)
            stands = lasting.get(comment.which, comment) is not comment
            if cause and comment.which is not None and not stands:
                yield fx.MinimizeComment(
                    subject=cause.subject,
                    feature=cause.feature,
                    because="a newer comment says how it stands now",
                    comment_id=comment.comment_id,
                    pending="" if comment.comment_id else comment.pending,
                )

    def _edit(
        self, comment: OwnComment, changes: Mapping[Section, fx.PostComment | fx.DeleteComment]
    ) -> list[fx.Outward]:
        after: list[fx.CommentSection] = []
        for section in comment.sections:
            change = changes.get((section.feature, section.key))
            if change is None:
                after.append(section)
            elif isinstance(change, fx.PostComment):
                after.append(change.sections[0])
        after = list(fitted(after))
        # By the words: what an earlier release stored does not know the name of its text.
        if [section.body for section in after] == [section.body for section in comment.sections]:
            return []
        causes = list(changes.values())
        subject, sticky = causes[0].subject, comment.sticky
        edit = (
            fx.PostComment(
                subject=subject, body=_body(after), sticky=sticky, sections=tuple(after), edits=True
            )
            if after
            else fx.DeleteComment(subject=subject, sticky=sticky)
        )
        return [edit.model_copy(update=self._stamp(causes))]

    def _posts(self, new: Sequence[fx.PostComment]) -> Iterator[fx.PostComment]:
        """Return the new comments: what there is to say, a notice beside what lasts of it, and a reply."""
        replies, others = ([post for post in new if post.is_reply is reply] for reply in (True, False))
        lasts = any(post.sticky for post in others)
        notices = [post for post in others if lasts and post.is_notice]
        joining = [post for post in others if not (lasts and post.is_notice)]
        for posts, apart in ((joining, False), (notices, True), (replies, False)):
            if posts:
                yield self._post(posts).model_copy(update={"apart": apart})

    def _post(self, posts: list[fx.PostComment]) -> fx.PostComment:
        posts = sorted(posts, key=lambda post: self.rank(post.feature))
        sections = fitted([post.sections[0] for post in posts])
        return fx.PostComment(
            subject=posts[0].subject,
            feature=_joined((post.feature for post in posts), ", "),
            because=_joined((post.because for post in posts), "; "),
            body=_body(sections),
            sticky=next((post.sticky for post in posts if post.sticky), None),
            sections=sections,
            outdates=next((post.outdates for post in posts if post.outdates), None),
        )


def _fitting(parts: list[fx.Outward], subject: Subject | None) -> list[fx.Outward]:
    """Return those parts of one kind that GitHub has room for on the subject, the first ones."""
    first = parts[0]
    if not isinstance(first, fx.ListEffect) or not first.most or subject is None:
        return parts
    (attribute,) = first.lists.values()
    return parts[: max(0, first.most - len(getattr(subject, attribute)))]


def _on_its_comment(
    effect: fx.Outward, state: SubjectState, planned: Sequence[fx.Outward]
) -> fx.Outward | None:
    """Return the pin of a section as that of the comment the section is in, any other effect as it is.

    None where there is no such comment, or for ours that was pinned already: it is pinned once. Only such a
    one is taken off again.
    """
    if not isinstance(effect, fx.CommentPin) or effect.sticky is None:
        return effect
    comments: list[OwnComment | fx.PostComment] = [*state.comments]
    comments += [post for post in planned if isinstance(post, fx.PostComment)]
    for comment in comments:
        keys = [(section.feature, section.key) for section in comment.sections]
        if comment.sticky == effect.sticky or (effect.feature, effect.sticky) in keys:
            is_pinned = isinstance(comment, OwnComment) and comment.pinned
            pins = isinstance(effect, fx.PinComment)
            return None if is_pinned == pins else effect.model_copy(update={"sticky": comment.sticky})
    return None


def _body(sections: Iterable[fx.CommentSection]) -> Markdown:
    return joined((Markdown(section.body.strip()) for section in sections), "\n\n")


def reduce(
    effects: Sequence[fx.AnyEffect], states: Mapping[str, SubjectState], features: Sequence[str]
) -> Plan:
    """Return the plan for `effects`, given in the order in which they were decided.

    `states` says what is known of each subject (one that is not in it: nothing), `features` is the order of
    the features. Subjects keep the order of their first mention.
    """
    if not effects:
        return Plan()
    order = {name: place for place, name in enumerate(features)}
    tables: dict[str, _Table] = {}
    inward: dict[tuple[str, ...], fx.Inward] = {}
    for effect in effects:
        if isinstance(effect, fx.Inward):
            inward.pop(effect.slot, None)
            inward[effect.slot] = effect
        else:
            tables.setdefault(effect.subject, _Table(order)).put(effect)
    outward = [
        effect
        for subject, table in tables.items()
        for effect in table.reduced(
            next((state for name, state in states.items() if same(name, subject)), SubjectState())
        )
    ]
    return Plan(outward=tuple(outward), inward=tuple(inward.values()))
