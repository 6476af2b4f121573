"""The supply: what the maintainers' letter says when few issues for newcomers are free."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.community.suggestions import Learnt, Suggestions, is_free
from bot.community.suggestions.likely_first import FirstIssueProposal
from bot.community.suggestions.reading import lacks
from bot.core.markdown import Markdown, code, joined
from bot.core.model import Subject, contains
from bot.core.ports.letter import LetterPart, News
from bot.services.suggestions import LEARNT, is_taken, is_vouched, marked_issues, ranking_facts
from handlers.suggestions.feature import TEXT, Ctx, feature
from handlers.suggestions.proposals import could_be_first, proposed_since

MOST_LOOKED_AT = 500
"""So many issues without a mark are looked at, the newest."""


@feature.letter
async def supply(ctx: Ctx, since: datetime) -> LetterPart | None:
    """Say when few are free, what is wanting in others, and which a label would make one."""
    config = ctx.repo.section("newcomers.suggestions", Suggestions)
    if config is None or not config.least:
        return None
    news = await _news(config, since, ctx)
    return LetterPart(TEXT.heading(), news) if news else None


async def _news(config: Suggestions, since: datetime, ctx: Ctx) -> tuple[News, ...]:
    """Return what is to be said; nothing when enough issues are free."""
    facts = await ranking_facts(ctx)
    ready, unready = 0, []
    for issue in await marked_issues(ctx):
        if is_free(issue, 0, facts) and not await is_taken(ctx, issue):
            wanting = needs(issue, marked=True, vouched=await is_vouched(ctx, issue))
            ready += not wanting
            unready += [(issue, wanting)] if wanting else []
    if ready >= config.least:
        return ()
    marks = frozenset(label.casefold() for label in config.labels)
    others = [issue for issue in await ctx.records.open_subjects() if could_be_first(issue, marks, ctx)]
    free = [issue for issue in others[-MOST_LOOKED_AT:] if is_free(issue, 0, facts)]
    proposed = await proposed_since(free, since, ctx)
    if proposed is None:
        candidates = [issue for issue in nearest_to_first(free) if not await is_taken(ctx, issue)]
    else:
        candidates = [issue for issue, _ in proposed]
    names = await ctx.label_names()
    unknown = [code(label) for label in config.labels if not contains(names, label)]
    learnt = await LEARNT.read(ctx.records, ctx.repo_scope) or Learnt()
    news = note(ready, unready, candidates, unknown, learnt.explained(), config.labels[0])
    return (*news, *(_like(issue, proposal) for issue, proposal in proposed or ()))


def _like(issue: Subject, proposal: FirstIssueProposal) -> News:
    """Say what a proposed issue shares with marked ones."""
    words = (sign.partition(":")[2] for sign in proposal.signs)
    return News(TEXT.like(number=issue.number, signs=joined(code(word, 40) for word in words)))


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
    free: int,
    unready: Sequence[tuple[Subject, tuple[Markdown, ...]]],
    candidates: Sequence[Subject],
    unknown_labels: Sequence[Markdown],
    learnt: Markdown,
    label: str,
) -> tuple[News, ...]:
    """Return what the letter says. An issue that lacks nothing but `label` is a decision."""
    described = [issue for issue in candidates if not lacks(issue)]
    lines = [TEXT.free_one() if free == 1 else TEXT.free_many(count=free) if free else TEXT.free_none()]
    if unknown_labels:
        lines.append(TEXT.unknown_labels(labels=joined(unknown_labels, TEXT.or_next())))
    if unready:
        lines.append(TEXT.not_ready(issues=_named(unready)))
    if needed := [(issue, needs(issue, marked=False)) for issue in candidates if issue not in described]:
        lines.append(TEXT.candidates(issues=_named(needed)))
    decisions = [TEXT.to_label(number=issue.number, label=code(label)) for issue in described]
    news = (*(News(text, decides=True) for text in decisions), *map(News, lines))
    return (*news, News(learnt)) if learnt else news


def _named(issues: Sequence[tuple[Subject, tuple[Markdown, ...]]]) -> Markdown:
    lines = [
        TEXT.needs(number=issue.number, missing=_joined(missing)) for issue, missing in issues[:MOST_NAMED]
    ]
    more = len(issues) - MOST_NAMED
    return joined([*lines, *([TEXT.more(count=more)] if more > 0 else [])], "; ")


def _joined(words: Sequence[Markdown]) -> Markdown:
    return joined(filter(None, [joined(words[:-1]), words[-1]]), TEXT.and_next())
