"""Digest: what waits on the maintainers, on an issue of their own, regularly."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.community.cases import CaseState, parse_cases
from bot.community.issue_kind import Kind
from bot.community.triage import KindLabels, TriageConfig
from bot.community.waiting import (
    NEWCOMER_MERGES,
    WORDS,
    Waiting,
    may_wait,
    question_since,
    waiting_since,
)
from bot.core.config.accounts import account_warnings
from bot.core.config.shared import Digest
from bot.core.effects import Effects, say
from bot.core.feature import Context, Deed, Feature, Wake
from bot.core.keys import SectionKey
from bot.core.markdown import NOTHING, Markdown, bullets, escape, issue_ref, joined
from bot.core.messages import load
from bot.core.model import Subject, User, contains
from bot.core.permissions import OptionalRight, Role
from bot.core.schedule import WorkingHours, human_day
from bot.services.newcomer_check import OLD_HANDS

DIGEST = SectionKey("digest")
MOST = 50
"""Lines of a digest; what is more is counted."""
Deeds = Mapping[int, Sequence[Deed]]
"""What was said on subjects, by number."""

TEXT = load(__name__)

feature = Feature(
    "digest",
    summary="Lists what waits on the maintainers, the oldest first, on an issue of their own.",
    config=Digest,
    needs={"issues": "write", "pull_requests": "read"},
    may_use=(
        OptionalRight(
            "actions", "read", "the digest names pull requests whose workflow runs wait for approval"
        ),
    ),
    docs="""Listed are open pull requests of newcomers (fewer than three merged here, and not here before the
bot) and support questions whose last human word is not a maintainer's: somebody with the triage role, or
whoever has the support case; and issues that somebody works on and asked something about. An approved pull
request is listed until it is merged. Drafts, and what is labelled as waiting for its author, are not. Nobody
is named, and nobody is ranked.

One comment on the issue is edited each time; with `new_comment: true` each digest is a new one and the one
before is folded away.

Where the App has the permission `actions: read`, which it does not ask for, the digest also names the open
pull requests whose workflows wait for a maintainer's approval, as those of first-time contributors do. The
bot never approves one.""",
)


@feature.job(DIGEST, lambda config: config.every if config.issue is not None else None)
async def write(event: Wake, ctx: Context[Digest]) -> Effects:
    """Write the digest."""
    if ctx.config.issue is None:
        return ()
    subjects = await ctx.records.open_subjects()
    runs = waiting_runs(await _without_approval(subjects, ctx))
    waiting = digest(await _waiting(subjects, ctx), ctx.now, ctx.repo.working_hours, runs)
    text = joined([waiting, *account_warnings(ctx.repo.read_as)], "\n\n")
    ref, because = f"{ctx.repository.full_name}#{ctx.config.issue}", f"it is {ctx.config.every}"
    if ctx.config.new_comment:
        return [say(ref, DIGEST, text, because=because, outdates=DIGEST)]
    return [say(ref, DIGEST, text, because=because, sticky=True)]


async def _waiting(open_subjects: Sequence[Subject], ctx: Context[Digest]) -> list[Waiting]:
    cases = parse_cases(await ctx.records.cases())
    subjects = [
        subject
        for subject in open_subjects
        if subject.number != ctx.config.issue and may_wait(subject, cases.get(subject.number))
    ]
    labels = _support(ctx)
    subjects_by_author: list[Subject] = []
    claimed: list[Subject] = []
    for subject in subjects:
        if subject.is_pull_request:
            subjects_by_author += [subject] if await _is_newcomer(subject.author, ctx) else []
        elif _is_question(subject, cases, labels):
            subjects_by_author.append(subject)
        elif subject.assignees:
            claimed.append(subject)
    deeds = await ctx.records.deeds_on(
        [subject.number for subject in (*subjects_by_author, *claimed)], what=WORDS
    )
    turns = [await _by_author(subject, deeds, cases, ctx) for subject in subjects_by_author]
    turns += [await _by_claimant(subject, deeds, ctx) for subject in claimed]
    return [turn for turn in turns if turn is not None]


async def _without_approval(subjects: Sequence[Subject], ctx: Context[Digest]) -> list[int]:
    """Return the open pull request of each run that waits for approval. GitHub does not say which it is where
    the commit comes from a fork, so it is known by its head; one whose head nobody told us, by its author."""
    pulls = [subject for subject in subjects if subject.is_pull_request]
    return sorted(
        pull.number
        for run in (await ctx.github.waiting_runs() if pulls else ())
        for pull in pulls
        if (pull.head_sha == run.head_sha if pull.head_sha else pull.author.id == run.actor.id)
    )


async def _by_author(
    subject: Subject, deeds: Deeds, cases: Mapping[int, CaseState], ctx: Context[Digest]
) -> Waiting | None:
    """Return a newcomer's pull request, or a question: it waits since the last word that is not ours."""
    words, case = deeds.get(subject.number, ()), cases.get(subject.number)
    ours = await _ours(words, case, ctx, but=subject.author.id)
    since = waiting_since(subject, words, ours, await ctx.records.installed_at())
    if since is None or await ctx.github.role_of(subject.author) >= Role.TRIAGE:
        return None
    return Waiting(subject, since)


async def _by_claimant(subject: Subject, deeds: Deeds, ctx: Context[Digest]) -> Waiting | None:
    """Return an issue somebody works on: it waits since a question of theirs."""
    words = deeds.get(subject.number, ())
    if not any(deed.detail.get("asks") for deed in words):
        return None
    since = question_since(words, await _ours(words, None, ctx))
    return Waiting(subject, since) if since is not None else None


def _support(ctx: Context[Digest]) -> tuple[str, ...]:
    """Return the labels of support questions."""
    triage = ctx.repo.section("triage", TriageConfig)
    return tuple((triage.labels if triage else KindLabels()).names(Kind.SUPPORT))


def _is_question(issue: Subject, cases: Mapping[int, CaseState], labels: Sequence[str]) -> bool:
    return issue.number in cases or any(contains(labels, label) for label in issue.labels)


async def _is_newcomer(author: User, ctx: Context[Digest]) -> bool:
    if await OLD_HANDS.of(author.id).exists(ctx.records, ctx.owner_scope):
        return False
    merged = await ctx.records.deeds(author.id, what=("pull_request.merged",), everywhere=True)
    return len(merged) < NEWCOMER_MERGES


async def _ours(
    deeds: Sequence[Deed], case: CaseState | None, ctx: Context[Digest], but: int = 0
) -> set[int]:
    """Ids of those who spoke on a subject and look after it; asked once a person, not once a subject.

    `but` is somebody whose words are never ours there."""
    had = (*case.holders, *((case.steward,) if case.steward else ())) if case is not None else ()
    speakers = [User(id=deed.person_id, login=deed.person) for deed in deeds if deed.person_id != but]
    return {
        person.id
        for person in dict.fromkeys(speakers)
        if contains(had, person.login) or await ctx.github.role_of(person) >= Role.TRIAGE
    }


def waiting_runs(numbers: Sequence[int]) -> Markdown:
    """Return the line on runs that wait for approval, given the pull request of each; empty for none."""
    if not numbers:
        return NOTHING
    pulls = joined(map(issue_ref, dict.fromkeys(numbers)))
    return (TEXT.one_run if len(numbers) == 1 else TEXT.runs)(count=len(numbers), pulls=pulls)


def digest(
    waiting: Iterable[Waiting], now: datetime, hours: WorkingHours, runs: Markdown = NOTHING
) -> Markdown:
    """Return the digest as Markdown: oldest first, each with its age in working days; `runs` is a line of its
    own."""
    ordered = sorted(waiting, key=lambda item: (item.since, item.subject.number))
    day = human_day(now, hours.zone)
    if not ordered:
        return TEXT.only_runs(day=day, runs=runs) if runs else TEXT.nothing(day=day)
    lines = [_line(item, now, hours) for item in ordered[:MOST]]
    if len(ordered) > MOST:
        lines.append(TEXT.more(count=len(ordered) - MOST))
    return joined(filter(None, [TEXT.digest(day=day, lines=bullets(lines)), runs]), "\n\n")


def _line(waiting: Waiting, now: datetime, hours: WorkingHours) -> Markdown:
    subject, days = waiting.subject, hours.elapsed(waiting.since, now) // hours.hours.length
    return TEXT.line(
        number=subject.number,
        title=escape(subject.title, 80),
        kind=TEXT.pull_request() if subject.is_pull_request else TEXT.question(),
        age=(TEXT.one_day if days == 1 else TEXT.days)(count=days) if days else TEXT.less_than_a_day(),
    )
