"""`/suggest`: issues that fit somebody and are free."""

from bot.core.commands import CommandResult, Example, Invocation, Refusal, answer, logins
from bot.core.feature import ANYONE, TRIAGE
from bot.core.markdown import Markdown, bare, code
from bot.core.messages import Language, load
from bot.core.model import User, same
from bot.services.newcomer_check import may_want_work
from bot.services.suggestions import (
    find_suggestions,
    known_area,
    marked_issues,
    reserve_suggestions,
    suggestion_list,
)
from handlers.suggestions.feature import TEXT, Ctx, feature

OFFERS = load(f"{__package__}.offers")


def _other(call: Invocation) -> str:
    """Return the login somebody else's suggestions are asked for, as written; empty for one's own."""
    first = call.args[0] if call.args else ""
    return first if first.startswith("@") and not same(first, f"@{call.author}") else ""


@feature.command(
    "suggest",
    usage="/suggest [@login] [topic]",
    help="Names issues that are free and may suit you. For somebody else, it takes the triage role.",
    who=ANYONE,
    permission_for=lambda call, _repo: TRIAGE if _other(call) else ANYONE,
    for_oneself=True,
    in_each_language=True,
    offered=may_want_work,
    examples=[
        Example("/suggest", "what is free and near your work"),
        Example("/suggest docs", "about documentation"),
        Example("/suggest @eve", "for eve"),
    ],
)
async def suggest(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Suggest, and keep what is suggested from being suggested to others for a day."""
    named = bool(call.args) and call.args[0].startswith("@")
    topic = " ".join(call.args[1:]) if named else call.rest
    person = await _person(call, ctx)
    issues = await marked_issues(ctx)
    here, area = call.event.subject.number, await known_area(ctx, person)
    offers = await find_suggestions(ctx, issues, area, without=[here], topic=topic)
    offers = offers or await find_suggestions(ctx, issues, area, topic=topic)
    if not offers:
        return [answer(call, _none(person, topic, call.language))]
    language = call.language
    text = OFFERS[language].offers(login=bare(person.login), offers=suggestion_list(offers, language))
    return [*await reserve_suggestions(ctx, call.ref, offers, person.id), answer(call, text)]


async def _person(call: Invocation, ctx: Ctx) -> User:
    other = _other(call)
    if not other:
        return call.written.author
    (login,) = logins([other])
    person = await ctx.github.user(login)
    if person is None or person.is_bot:
        raise Refusal(TEXT.no_person(login=code(login)))
    return person


def _none(person: User, topic: str, language: Language) -> Markdown:
    words = OFFERS[language]
    if topic:
        return words.none_about(login=bare(person.login), topic=code(topic, 60))
    return words.none(login=bare(person.login))
