"""`/suggest`: issues that fit and are free; and a word to maintainers when the supply runs low."""

from __future__ import annotations

from bot.community.channels import NEWCOMERS, channel
from bot.community.journey import NewcomersConfig
from bot.community.offering import find_offers, listed, marked_issues, reserved
from bot.community.suggestions import Interests, Suggestions, is_free, lacks
from bot.core.context import Context, UserError
from bot.core.effects import Effects, Notify, say
from bot.core.events import Wake
from bot.core.feature import Example, Invocation, Wanted
from bot.core.markdown import code
from bot.core.model import User, contains, same
from bot.core.permissions import ANYONE, TRIAGE, Who
from bot.core.schedule import Weekly
from handlers.journey.declared import feature

MOST_CANDIDATES = 5
"""So many issues are named that could become good first ones."""


def _other(call: Invocation) -> str:
    """The login somebody else's suggestions are asked for; empty for one's own."""
    first = call.args[0] if call.args else ""
    login = first.removeprefix("@")
    return login if first != login and not same(login, call.author) else ""


def _who(call: Invocation, repo: object) -> Who:
    return TRIAGE if _other(call) else ANYONE


@feature.command(
    "suggest",
    usage="/suggest [topic | @login]",
    help="Names issues that are free and may suit you. For somebody else, it takes the triage role.",
    who=ANYONE,
    who_for=_who,
    free_text=True,
    examples=[
        Example("/suggest", "what is free and near your work"),
        Example("/suggest docs", "about documentation"),
        Example("/suggest @eve", "for eve"),
    ],
)
async def suggest(call: Invocation, ctx: Context[NewcomersConfig]) -> list[Wanted]:
    """Suggest, and keep what is suggested for that person for a day."""
    login = _other(call)
    topic = "" if call.args and call.args[0].startswith("@") else call.rest
    person: User | None = await ctx.github.user(login) if login else call.written.author
    if person is None or person.is_bot:
        raise UserError(f"There is no account {code(login)} of a person.")
    issues = await marked_issues(ctx)
    here = [call.event.subject.number]
    offers = await find_offers(ctx, issues, await _interests(person, ctx), without=here, topic=topic)
    if not offers:
        return [say(call.ref, "answer", _none(person, topic))]
    text = (
        f"@{person.login}, free today:\n\n{listed(offers)}\n\n"
        "They are kept for you for a day: `/claim` on one makes it yours. There is no obligation."
    )
    return [*await reserved(ctx, call.ref, offers, person.id), say(call.ref, "answer", text)]


def _none(person: User, topic: str) -> str:
    about = f" about {code(topic, 60)}" if topic else ""
    more = "`/suggest` alone looks at everything." if topic else "Please ask again in a day or two."
    return f"@{person.login}, nothing{about} that is marked for newcomers is free just now. {more}"


async def _interests(person: User, ctx: Context[NewcomersConfig]) -> Interests:
    """What somebody's subjects here show, with the files of their latest pull request."""
    subjects = await ctx.records.subjects_by(person.id)
    pull = next((each.number for each in subjects if each.is_pull_request), None)
    paths = await ctx.github.changed_files(pull) if pull is not None else ()
    return Interests.of_all(person.id, subjects, paths, person.login)


@feature.job("supply", Weekly.parse("monday 09:00"))
async def supply(event: Wake, ctx: Context[NewcomersConfig]) -> Effects:
    """Say privately when fewer good first issues are free than are offered at once, and what could be one."""
    told = channel(ctx.repo, NEWCOMERS)
    config = ctx.repo.section("newcomers.suggestions", Suggestions)
    if told is None or config is None or not config.count:
        return ()
    free = [each for each in await marked_issues(ctx) if is_free(each, 0)]
    if len(free) >= config.count:
        return ()
    others = [
        (len(lacks(each)), each)
        for each in await ctx.records.open_subjects()
        if is_free(each, 0) and not any(contains(each.labels, label) for label in config.labels)
    ]
    best = sorted(others, key=lambda each: (each[0], each[1].number))[:MOST_CANDIDATES]
    lines = [
        f"#{each.number}: " + (", ".join(lacks(each)) + " is missing" if count else "described well enough")
        for count, each in best
    ]
    named = f" Could become one: {'; '.join(lines)}." if lines else ""
    text = f"{ctx.repository.full_name}: {len(free)} good first issues are free.{named}"
    return [Notify(subject=ctx.repository.full_name, channel=told, text=text, because="once a week")]
