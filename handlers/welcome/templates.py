"""The words for a moment: the repository's own, else the built-in ones, in the language of the subject."""

from bot.community.rota import on_duty, on_duty_until
from bot.community.suggestions import Suggestion
from bot.community.templates import TemplateMistake, fill
from bot.core.events import SubjectEvent
from bot.core.markdown import NOTHING, Markdown, bare, escape, file_link, joined
from bot.core.messages import Language, Template, load
from bot.core.model import User
from bot.services.rotas import rota_of
from bot.services.spoken_days import spoken_day
from bot.services.suggestions import suggestion_list
from handlers.welcome.feature import Ctx

GREETINGS = load(f"{__package__}.messages")
SHORT = {
    "issue": "issue_short",
    "pull_request": "pull_request_short",
    "first_merge": "first_merge_short",
}
"""The message for a comment in which another feature speaks to the same person, by moment."""


async def words(
    moment: str, person: User, event: SubjectEvent, ctx: Ctx, *, variant: str = "", labelled: bool = False
) -> tuple[Markdown, str]:
    """Return the message to somebody, and a remark for the record where the repository's text could not be
    used. `variant`: another of the built-in texts that says it. `labelled`: they may find its label wrong."""
    language = ctx.language
    built_in = GREETINGS[language]
    values = await _values(person, event, ctx, language)
    remark = ""
    if (text := ctx.config.text(moment)) and language == ctx.repo.language:
        return fill(text, values), ""
    if path := ctx.config.path(moment, language, ctx.repo.language):
        template = await ctx.github.file(path)
        try:
            if template is None:
                raise TemplateMistake("there is no such file")
            return fill(template, values), ""
        except TemplateMistake as mistake:
            if template is not None or language == ctx.repo.language:
                remark = f"; the built-in text stands in for {path}: {mistake}"
    duty = built_in.duty(steward=values["steward"], until=values["steward_until"])
    own: Template = getattr(built_in, variant or moment)
    parts = {
        "duty": duty if values["steward_until"] else NOTHING,
        "policy": built_in.policy(policy=values["policy"]) if values["policy"] else NOTHING,
        "label": built_in.label() if labelled else NOTHING,
    }
    return own.fill(values | parts), remark


def shorter(moment: str, person: User, event: SubjectEvent, ctx: Ctx) -> Markdown:
    """Return the built-in message for a comment in which another feature speaks to the same person."""
    text: Template = getattr(GREETINGS[ctx.language], SHORT[moment])
    return text.fill({"author": bare(person.login), "title": escape(event.subject.title, 60)})


async def _values(person: User, event: SubjectEvent, ctx: Ctx, language: Language) -> dict[str, Markdown]:
    rota = await rota_of(ctx)
    steward = next(iter(on_duty(rota, ctx.now)), None) if rota else None
    until = on_duty_until(rota, steward, ctx.now) if rota and steward else None
    day = spoken_day(until, rota.timezone, language, now=ctx.now) if rota and until else NOTHING
    return {
        "author": bare(person.login),
        "steward": bare(steward) or GREETINGS[language].maintainer(),
        "steward_until": day,
        "repository": bare(event.repository.full_name),
        "number": Markdown(str(event.subject.number)),
        "title": escape(event.subject.title, 120),
        "policy": file_link(ctx.page, ctx.repo.policy_page) if ctx.repo.policy_page else NOTHING,
    }


def with_offers(body: Markdown, offers: list[Suggestion], ctx: Ctx) -> Markdown:
    """Return the message with suggestions folded below it."""
    if not offers:
        return body
    language = ctx.language
    built_in = GREETINGS[language]
    summary = Markdown(f"<details><summary>{built_in.offered()}</summary>")
    parts = [body, summary, suggestion_list(offers, language), built_in.claim(), Markdown("</details>")]
    return joined(parts, "\n\n")
