"""The one answer to a text with commands: one reaction, and one reply for all that needs words.

A person learns what was not done, why, who may, and what they may do here instead. What was done needs no
words, a thumb is enough, unless something beside it was not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.core import effects as fx
from bot.core.commands import Parsed
from bot.core.commands.command import Rejection
from bot.core.config.repository_config import CONFIG_PATH
from bot.core.keys import PROBLEM
from bot.core.markdown import NOTHING, Markdown, address, bullets, code, file_link, joined, quote
from bot.core.messages import load
from bot.core.permissions import Role
from bot.engine.command_answers import DONE, REFUSED, done_sentence, key_of
from bot.engine.decide.commands import offers
from bot.engine.decide.commands.refusals import fitted, grouped, near_misses, sentence
from bot.engine.decide.commands.request import Request
from bot.engine.decide.decision import Step

TEXT = load(__name__)


async def compose(
    request: Request, parsed: Parsed, steps: Sequence[Step], answers: Sequence[Markdown], role: Role
) -> list[fx.AnyEffect]:
    """Return the reaction, and the reply where words are needed. `answers` are the words of commands that
    were obeyed, `role` that of the author."""
    groups = grouped(parsed.invocations, steps)
    others = [
        near_misses(parsed),
        *(TEXT.not_known(line=quote(line)) for line in parsed.unknown[:1]),
        TEXT.capped(done=len(parsed.invocations), left=parsed.capped) if parsed.capped else NOTHING,
    ]
    results = list(zip(parsed.invocations, steps, strict=False))
    refused = [call for call, step in results if step.refused or step.problem]
    done: tuple[str, ...] = ()
    is_refused = bool(refused or any(others))
    parts = list(answers)
    if is_refused:
        done = tuple(
            dict.fromkeys(call.shown for call, step in results if call not in refused and step.effects)
        )
        lacking = [group for group in groups if group.allowed]
        helper = await offers.helper(request, [group.who for group in lacking])
        closing = [done_sentence(done, parsed.language)]
        if lacking:
            closing.append(offers.offers(request, role, [call.command for call in parsed.invocations]))
            closing.append(_all_commands(request))
        others.append(joined(filter(None, closing), " "))
        parts += fitted(groups, helper, others)
    effects: list[fx.AnyEffect] = []
    if parts:
        lines = tuple(call.line for call in refused)
        effects.append(_words(request, joined(filter(None, parts), "\n\n"), done, lines))
    effects.append(_reaction(request, REFUSED if is_refused else DONE))
    return effects


def _all_commands(request: Request) -> Markdown:
    page = request.situation.commands_page
    return TEXT.page(address=address(page)) if page else TEXT.help()


def _words(
    request: Request, text: Markdown, done: tuple[str, ...] = (), refused: tuple[str, ...] = ()
) -> fx.PostComment:
    post = fx.say(request.ref, key_of(request.written), text, sticky=True)
    sections = [section.model_copy(update={"done": done, "refused": refused}) for section in post.sections]
    return post.model_copy(update={"sections": tuple(sections)})


def _reaction(request: Request, content: str) -> fx.React:
    written = request.written
    return fx.React(subject=request.ref, content=content, target=written.target, target_id=written.target_id)


def config_error(request: Request, error: str) -> Markdown:
    """Return where the repository's file is wrong, for those who can correct it."""
    file = file_link(request.situation.page, CONFIG_PATH)
    return TEXT.config_error(file=file, places=bullets(map(code, error.splitlines()[:3])))


def only_config_error(request: Request, error: str, role: Role) -> list[fx.AnyEffect]:
    """Return the answer to a command that an unusable file has switched off: a stranger is shown no YAML."""
    full = TEXT.only_config_error(error=config_error(request, error))
    text = full if role >= Role.TRIAGE else TEXT.config_unusable()
    return [_words(request, text), _reaction(request, REFUSED)]


def too_many(request: Request, free_at: datetime) -> list[fx.AnyEffect]:
    """Return the answer to somebody who has used up their commands of this hour."""
    return [_words(request, TEXT.too_many(time=Markdown(f"{free_at:%H:%M}"))), _reaction(request, REFUSED)]


def problem(ref: str, refused: Sequence[Rejection]) -> fx.PostComment:
    """Return the comment on what a feature could not do about an event, for those who can fix it."""
    return fx.say(
        ref, PROBLEM, joined((sentence(rejection.reason) for rejection in refused), " "), sticky=True
    )
