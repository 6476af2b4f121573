"""The supply: a word to maintainers, once a week, when few issues for newcomers are free."""

from collections.abc import Iterable, Sequence

from bot.community.channels import NEWCOMERS, channel, notify
from bot.community.issue_kind import Kind
from bot.community.suggestions import Learnt, Suggestions, is_free
from bot.community.suggestions.reading import lacks
from bot.community.triage import KindLabels, TriageConfig
from bot.core.config.shared import Digest
from bot.core.effects import DeleteComment, Effects, say
from bot.core.events import Wake
from bot.core.keys import SectionKey
from bot.core.markdown import NOTHING, Markdown, bare, code, joined
from bot.core.model import Subject, contains
from bot.core.schedule import Weekly
from bot.services.suggestions import LEARNT, is_taken, is_vouched, marked_issues, ranking_facts
from handlers.suggestions.feature import TEXT, Ctx, feature

SUPPLY = SectionKey("supply")
"""The comment on the digest's issue."""
BECAUSE = "once a week"
MOST_LOOKED_AT = 500
"""So many issues without a mark are looked at, the newest."""


@feature.job(SUPPLY, Weekly.parse("monday 09:00"))
async def supply(event: Wake, ctx: Ctx) -> Effects:
    """Say when few are free, what is wanting in others; take it back when enough are."""
    config = ctx.repo.section("newcomers.suggestions", Suggestions)
    private_channel = channel(ctx.repo, NEWCOMERS)
    issue = _digest(ctx).issue
    if config is None or not config.least or (private_channel is None and issue is None):
        return ()
    place = ctx.repository.full_name
    text = await _note(config, ctx)
    if private_channel is not None:
        return notify(ctx.repo, place, text, BECAUSE, NEWCOMERS) if text else ()
    ref = f"{place}#{issue}"
    if not text:
        return [DeleteComment(subject=ref, sticky=SUPPLY, because="enough good first issues are free")]
    return [say(ref, SUPPLY, text, sticky=True, because=BECAUSE)]


async def _note(config: Suggestions, ctx: Ctx) -> Markdown:
    """Return what is to be said; empty when enough issues are free."""
    facts = await ranking_facts(ctx)
    ready, unready = 0, []
    for issue in await marked_issues(ctx):
        if is_free(issue, 0, facts) and not await is_taken(ctx, issue):
            wanting = needs(issue, marked=True, vouched=await is_vouched(ctx, issue))
            ready += not wanting
            unready += [(issue, wanting)] if wanting else []
    if ready >= config.least:
        return NOTHING
    others = [issue for issue in await ctx.records.open_subjects() if _could_be(issue, config, ctx)]
    free = [issue for issue in others[-MOST_LOOKED_AT:] if is_free(issue, 0, facts)]
    candidates = [issue for issue in nearest_to_first(free) if not await is_taken(ctx, issue)]
    names = [label.name for label in await ctx.github.labels()]
    unknown = [code(label) for label in config.labels if not contains(names, label)]
    learnt = await LEARNT.read(ctx.records, ctx.repo_scope) or Learnt()
    return note(bare(ctx.repository.full_name), ready, unready, candidates, unknown, learnt.explained())


def _could_be(issue: Subject, config: Suggestions, ctx: Ctx) -> bool:
    """Return whether an issue has no mark yet, and is neither a support question nor a place of ours."""
    triage = ctx.repo.section("triage", TriageConfig)
    support = (triage.labels if triage else KindLabels()).names(Kind.SUPPORT)
    marked = any(contains(issue.labels, label) for label in (*config.labels, *support))
    return not marked and issue.number != _digest(ctx).issue


def _digest(ctx: Ctx) -> Digest:
    return ctx.repo.section("digest", Digest) or Digest()


MOST_NAMED = 5
"""So many issues of each kind are named."""
MOST_LACKING = 2
"""An issue that lacks more than this is not near to being somebody's first."""


def needs(issue: Subject, *, marked: bool, vouched: bool = True) -> tuple[Markdown, ...]:
    """Return what stands between an issue and being offered: what its description lacks, and its label."""
    if not marked:
        return (*lacks(issue), TEXT.label())
    return lacks(issue) if vouched else (*lacks(issue), TEXT.label_by_others())


def nearest_to_first(issues: Iterable[Subject]) -> list[Subject]:
    """Return issues without a mark that need little to become somebody's first, the nearest and shortest
    first."""
    near = [issue for issue in issues if len(lacks(issue)) <= MOST_LACKING]
    return sorted(near, key=lambda issue: (len(lacks(issue)), len(issue.body), issue.number))[:MOST_NAMED]


def note(
    place: Markdown,
    free: int,
    unready: Sequence[tuple[Subject, tuple[Markdown, ...]]],
    candidates: Sequence[Subject],
    unknown_labels: Sequence[Markdown],
    learnt: Markdown,
) -> Markdown:
    """Return the weekly note. Names numbers only: `place` is a repository, which may be private."""
    one_or_none = TEXT.free_one if free else TEXT.free_none
    parts = [one_or_none(place=place) if free < 2 else TEXT.free_many(place=place, count=free)]
    if unknown_labels:
        parts.append(TEXT.unknown_labels(labels=joined(unknown_labels, TEXT.or_next())))
    if unready:
        parts.append(TEXT.not_ready(issues=_named(unready)))
    if candidates:
        needed = [(issue, needs(issue, marked=False)) for issue in candidates]
        parts.append(TEXT.candidates(issues=_named(needed)))
    return joined([*parts, *filter(None, [learnt])], " ")


def _named(issues: Sequence[tuple[Subject, tuple[Markdown, ...]]]) -> Markdown:
    lines = [
        TEXT.needs(number=issue.number, missing=_joined(missing)) for issue, missing in issues[:MOST_NAMED]
    ]
    more = len(issues) - MOST_NAMED
    return joined([*lines, *([TEXT.more(count=more)] if more > 0 else [])], "; ")


def _joined(words: Sequence[Markdown]) -> Markdown:
    return joined(filter(None, [joined(words[:-1]), words[-1]]), TEXT.and_next())
