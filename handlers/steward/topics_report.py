"""What the maintainers' letter says of support: whether the rota is short of people, and what kept coming
back in a month, so that somebody can write the page that answers it. Nobody is named."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from statistics import median

from bot.community.cases import CaseState, parse_cases
from bot.community.issue_kind import Kind
from bot.community.rota.shortage import Shortage
from bot.community.steward import is_shared, kind_labels
from bot.core.config.repository_config import CONFIG_PATH
from bot.core.markdown import Markdown, escape, file_link
from bot.core.messages import load
from bot.core.ports.letter import LetterPart, News
from bot.core.schedule import day_of, instant
from bot.services.rotas import rotas_of
from handlers.steward.feature import Ctx, feature

LEAST_CASES = 3
"""So many cases make a topic."""
LEAST_PEOPLE = 5
"""A community is named only if so many of its people asked: a smaller group would be recognised."""
MOST = 8

TEXT = load(__name__)


@feature.letter
async def news(ctx: Ctx, since: datetime) -> LetterPart:
    """What would help rotas that are short of people, and how many cases wait, before the topics of the
    month."""
    news = [*await _short_of_people(ctx), *map(News, await _topics_news(ctx, since))]
    return LetterPart(TEXT.heading(), tuple(news))


async def _short_of_people(ctx: Ctx) -> list[News]:
    """Return a decision for each rota that is short of people, and the counts of the others."""
    cases = parse_cases(await ctx.records.cases()).values()
    shortages = [Shortage.of(rota, cases) for rota in await rotas_of(ctx)]
    file = file_link(_page_of_file(ctx), CONFIG_PATH)
    news = [
        News(TEXT.short(sentence=shortage.sentence, remedies=shortage.remedies, file=file), decides=True)
        for shortage in shortages
        if shortage.is_shown
    ]
    few = [shortage for shortage in shortages if not shortage.is_shown]
    if nobody := sum(shortage.nobody for shortage in few):
        news.append(News(TEXT.nobody(count=nobody)))
    if late := sum(shortage.late for shortage in few):
        news.append(News(TEXT.late(count=late)))
    return news


def _page_of_file(ctx: Ctx) -> str:
    """Return the page of the repository whose file is in force: here, or the owner's `.github`."""
    owner = ctx.repository.owner
    return f"{ctx.web_url}/{owner}/.github" if is_shared(ctx.repo, owner) else ctx.page


async def _topics_news(ctx: Ctx, since: datetime) -> list[Markdown]:
    """Return the topics of the month that ended since an instant, if one did and the file wants to know."""
    zone = ctx.repo.timezone
    first = day_of(ctx.now, zone).replace(day=1)
    end = instant(first, time(0), zone)
    if not ctx.config.handover.pains or end <= since:
        return []
    before = instant((first - timedelta(days=1)).replace(day=1), time(0), zone)
    labels = kind_labels(ctx.repo)
    kinds = [name for kind in Kind for name in labels.names(kind)]
    return lines(topics_report(parse_cases(await ctx.records.cases()).values(), before, end, kinds))


@dataclass(frozen=True)
class Topic:
    """Cases that have something in common. `age` is the median from opened to resolved (or until now)."""

    name: str
    cases: int
    open: int
    age: timedelta
    turns: float
    guide: str | None


@dataclass(frozen=True)
class TopicsReport:
    """The cases opened in a stretch of time, and their topics."""

    since: datetime
    until: datetime
    cases: int
    areas: tuple[Topic, ...]
    communities: tuple[Topic, ...]


def topics_report(
    cases: Iterable[CaseState], since: datetime, until: datetime, kinds: Collection[str]
) -> TopicsReport:
    """Return the topics of the cases opened in [`since`, `until`); `kinds` are labels that tell no area."""
    of_it = [case for case in cases if since <= case.opened_at < until]
    plain = {label.casefold() for label in kinds}
    areas = _grouped(of_it, lambda case: [label for label in case.labels if label.casefold() not in plain])
    groups = _grouped(of_it, lambda case: [case.community] if case.community else [])
    return TopicsReport(
        since,
        until,
        len(of_it),
        _topics(areas, until, lambda group: len(group) >= LEAST_CASES),
        _topics(groups, until, lambda group: len({case.reporter_id for case in group}) >= LEAST_PEOPLE),
    )


def _grouped(
    cases: Iterable[CaseState], names: Callable[[CaseState], Iterable[str]]
) -> dict[str, list[CaseState]]:
    groups: dict[str, list[CaseState]] = defaultdict(list)
    for case in cases:
        for name in names(case):
            groups[name].append(case)
    return groups


def _topics(
    groups: dict[str, list[CaseState]], now: datetime, counts: Callable[[list[CaseState]], bool]
) -> tuple[Topic, ...]:
    topics = [_topic(name, cases, now) for name, cases in groups.items() if counts(cases)]
    return tuple(sorted(topics, key=lambda topic: (-topic.cases, topic.name.casefold()))[:MOST])


def _topic(name: str, cases: list[CaseState], now: datetime) -> Topic:
    guides = [case.guide for case in cases if case.guide]
    return Topic(
        name=name,
        cases=len(cases),
        open=sum(case.is_open for case in cases),
        age=timedelta(seconds=median(_seconds(case, now) for case in cases)),
        turns=median(case.turns for case in cases),
        guide=max(set(guides), key=lambda guide: (guides.count(guide), guide)) if guides else None,
    )


def _seconds(case: CaseState, now: datetime) -> float:
    return ((case.resolved_at or now) - case.opened_at).total_seconds()


def lines(report: TopicsReport) -> list[Markdown]:
    """Return one line a topic; none where nothing came back often enough."""
    return [_line(topic, report.since) for topic in (*report.areas, *report.communities)]


def _line(topic: Topic, since: datetime) -> Markdown:
    return TEXT.topic(
        month=Markdown(f"{since:%B %Y}"),
        name=escape(topic.name, 60),
        count=topic.cases,
        open=TEXT.open(count=topic.open) if topic.open else "",
        age=_age(topic.age / timedelta(days=1)),
        turns=(TEXT.one_turn if topic.turns == 1 else TEXT.turns)(turns=Markdown(f"{topic.turns:g}"))
        if topic.turns
        else "",
        page=TEXT.offered(guide=escape(topic.guide, 100)) if topic.guide else TEXT.no_page(),
    )


def _age(days: float) -> Markdown:
    if days < 1:
        return TEXT.within_a_day()
    return (TEXT.one_day if round(days) == 1 else TEXT.days)(days=round(days))
