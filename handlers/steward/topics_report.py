"""What the maintainers' letter says of support: whether the rota is short of people, and what kept coming
back in a month, so that somebody can write the page that answers it. Nobody is named."""

from datetime import datetime, time, timedelta

from bot.community.cases import parse_cases
from bot.community.issue_kind import Kind
from bot.community.recurring_topics import Topic, TopicsReport, topics_report
from bot.community.rota.shortage import Shortage
from bot.community.steward import is_shared, kind_labels
from bot.core.config.repository_config import CONFIG_PATH
from bot.core.markdown import Markdown, escape, file_link
from bot.core.messages import load
from bot.core.ports.letter import LetterPart, News
from bot.core.schedule import day_of, instant
from bot.services.rotas import rotas_of
from handlers.steward.feature import Ctx, feature

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
