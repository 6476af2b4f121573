"""What nothing happens on: it is marked by the policies of the file, and closed where they say so.

Never while it waits on the maintainers. Any word of a person takes the mark away.
"""

from collections.abc import Sequence

from bot.community.cases import CASE
from bot.community.stale import DEEDS, LastWord, StaleMark, StalePolicy, last_word, was_taken_off
from bot.core.config.shared import Digest
from bot.core.effects import AddLabels, AnyEffect, Close, DeleteComment, Effects, RemoveLabels, say
from bot.core.events import IssueEvent, PullRequestEvent, SubjectEvent, Wake
from bot.core.feature import Deed
from bot.core.keys import SectionKey, subject_scope
from bot.core.markdown import NOTHING, Markdown, bare, code
from bot.core.memory import Memory
from bot.core.messages import load
from bot.core.model import Subject, User, contains, same, spelling
from bot.core.schedule import Daily
from bot.services.claims.gate import gated, look_again
from bot.services.locale import Locale
from bot.services.rotas import repository_hours
from bot.services.templates.own_words import own_words
from handlers.lifecycle.feature import Ctx, feature

TEXT = load(__name__)
STALE = SectionKey("stale")
MARK = Memory(feature.name, "stale", StaleMark)
"""In the subject's scope."""
MOST_LOOKED_AT, MOST_MARKED = 100, 30
"""So many subjects are looked at closely on one day, by turns, and so many are marked."""


@feature.job("stale", lambda config: Daily("09:00") if config.stale else None)
async def look_through(event: Wake, ctx: Ctx) -> Effects:
    """Look through what is open, on working days: what is to be marked, what is to be closed."""
    hours = repository_hours(ctx)
    if ctx.is_quiet or hours.next_start(ctx.now) > ctx.now:
        return ()
    effects: list[AnyEffect] = []
    candidates: list[Subject] = []
    for subject in await _open_subjects(ctx):
        policy = ctx.config.policy(subject)
        if ctx.config.is_marked(subject):
            effects += await _marked(subject, policy, ctx)
        elif policy and hours.add(max(subject.updated_at, subject.created_at), policy.after) <= ctx.now:
            candidates.append(subject)
    start = ctx.today.toordinal() * MOST_LOOKED_AT % max(1, len(candidates))
    return [*effects, *await _mark([*candidates[start:], *candidates[:start]][:MOST_LOOKED_AT], ctx)]


async def _open_subjects(ctx: Ctx) -> list[Subject]:
    """Return what is open, without the issue of the maintainers' letter."""
    digest = ctx.repo.section("digest", Digest)
    letter = digest.issue if digest else None
    return [subject for subject in await ctx.records.open_subjects() if subject.number != letter]


async def _mark(candidates: Sequence[Subject], ctx: Ctx) -> list[AnyEffect]:
    """Return what marks those of them that wait on nobody here."""
    deeds = await ctx.records.deeds_on([subject.number for subject in candidates], what=DEEDS)
    names = await ctx.label_names() if candidates else ()
    effects: list[AnyEffect] = []
    marked = 0
    for subject in candidates:
        policy = ctx.config.policy(subject)
        label = spelling(names, policy.label) if policy else None
        if policy is None or label is None or marked == MOST_MARKED:
            continue
        words = deeds.get(subject.number, ())
        last = await _last_word(subject, words, policy, ctx)
        if last is None or last.waits_on_us or was_taken_off(words, label):
            continue
        if repository_hours(ctx).add(last.at, policy.after) > ctx.now:
            continue
        marked += 1
        effects += await _call_stale(subject, policy, label, ctx)
    return effects


async def _last_word(
    subject: Subject, deeds: Sequence[Deed], policy: StalePolicy, ctx: Ctx
) -> LastWord | None:
    """Return the last word on a subject; None where nobody knows what was said before we came, and for
    an open case, which has clocks of its own."""
    case = await CASE.read(ctx.records, subject_scope(ctx.repository.id, subject.number))
    came_at = await ctx.records.installed_at()
    unseen = came_at is not None and subject.created_at < came_at and subject.comments > 0 and not deeds
    if unseen or (case is not None and case.is_open):
        return None
    people = {deed.person_id: User(id=deed.person_id, login=deed.person) for deed in deeds}
    people[subject.author.id] = subject.author
    ours = [person.id for person in people.values() if person.is_person and await ctx.may_triage(person)]
    return last_word(subject, deeds, ours, policy)


async def _call_stale(subject: Subject, policy: StalePolicy, label: str, ctx: Ctx) -> list[AnyEffect]:
    """Return the label, and the comment that calls the author."""
    ref, hours = ctx.repository.ref_of(subject.number), repository_hours(ctx)
    end = hours.next_start(hours.add(ctx.now, policy.close_after)) if policy.close_after else None
    because = f"nothing has happened for {policy.after}"
    mark = StaleMark(at=ctx.now, label=label, close_at=end)
    effects: list[AnyEffect] = [
        AddLabels(subject=ref, labels=(label,), because=because),
        MARK.remember(ref, subject_scope(ctx.repository.id, subject.number), mark),
    ]
    if not subject.author.is_person:
        return effects
    locale, login = Locale.of(ctx, subject.labels), subject.author.login
    day = locale.day(end) if end else NOTHING
    values = {"author": bare(login), "day": day, "label": code(label)}
    text, remark = await own_words(policy.say, values, ctx)
    text = text or _words(login, day, locale)
    return [*effects, say(ref, STALE, text, sticky=True, reader=login, because=f"{because}{remark}")]


def _words(login: str, day: Markdown, locale: Locale) -> Markdown:
    words = TEXT[locale.language]
    return words.closes_on(login=bare(login), day=day) if day else words.marked(login=bare(login))


async def _marked(subject: Subject, policy: StalePolicy | None, ctx: Ctx) -> list[AnyEffect]:
    """Return what becomes of a subject with a mark of ours: it is closed when its time has come, and no
    longer marked where the file wants that no more, somebody spoke, or it waits on the maintainers."""
    scope = subject_scope(ctx.repository.id, subject.number)
    mark = await MARK.read(ctx.records, scope)
    if mark is None:
        return []
    is_same = policy is not None and same(policy.label, mark.label)
    if policy is None or not is_same or (policy.close_after is None) is not (mark.close_at is None):
        return _unmarked(subject, mark, ctx, "the file has no such policy for it")
    deeds = (await ctx.records.deeds_on([subject.number], what=DEEDS)).get(subject.number, ())
    last = await _last_word(subject, deeds, policy, ctx)
    if last is None or last.waits_on_us or last.at > mark.at:
        return _unmarked(subject, mark, ctx, "somebody said something")
    if mark.close_at is None or mark.close_at > ctx.now:
        return []
    return [*_closed(subject, mark, ctx), *look_again(ctx, {subject.number} & (await gated(ctx)).keys())]


def _closed(subject: Subject, mark: StaleMark, ctx: Ctx) -> list[AnyEffect]:
    ref, locale = ctx.repository.ref_of(subject.number), Locale.of(ctx, subject.labels)
    because = f"nothing was said since it got the label {mark.label}"
    close = Close(subject=ref, reason="not_planned", because=because)
    if not subject.author.is_person:
        return [close]
    text = TEXT[locale.language].closed(day=locale.day(mark.at))
    return [say(ref, STALE, text, sticky=True, because=because), close]


@feature.on(
    "issues.edited",
    "issues.reopened",
    "issues.closed",
    "issue_comment.created",
    "pull_request.edited",
    "pull_request.reopened",
    "pull_request.closed",
    "pull_request.synchronize",
    "pull_request.ready_for_review",
    "pull_request_review.submitted",
    "pull_request_review_comment.created",
)
async def somebody_came(event: SubjectEvent, ctx: Ctx) -> Effects:
    """Take the mark away: a person said or did something, or it is closed."""
    mark = await _mark_here(ctx)
    if mark is None or not (event.sender.is_person or event.action == "closed"):
        return ()
    return _unmarked(ctx.current, mark, ctx, f"{event.sender.login} came by")


@feature.on("issues.unlabeled", "pull_request.unlabeled")
async def label_taken_off(event: IssueEvent | PullRequestEvent, ctx: Ctx) -> Effects:
    """Take the comment away with the label: it is not marked again."""
    mark = await _mark_here(ctx)
    if mark is None or event.label is None or not same(event.label, mark.label):
        return ()
    return _unmarked(ctx.current, mark, ctx, f"{event.sender.login} took the label off")


async def _mark_here(ctx: Ctx) -> StaleMark | None:
    return await MARK.read(ctx.records, ctx.subject_scope) if ctx.config.stale else None


def _unmarked(subject: Subject, mark: StaleMark, ctx: Ctx, because: str) -> list[AnyEffect]:
    ref = ctx.repository.ref_of(subject.number)
    has_label = contains(subject.labels, mark.label)
    return [
        *([RemoveLabels(subject=ref, labels=(mark.label,), because=because)] if has_label else []),
        DeleteComment(subject=ref, sticky=STALE, because=because),
        MARK.remember(ref, subject_scope(ctx.repository.id, subject.number), None),
    ]
