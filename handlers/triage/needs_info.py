"""`/needs-info`: a person asks for what is missing, and the bot finds the words."""

from bot.community.cases import asks_reporter
from bot.community.issue_kind import Kind
from bot.community.missing_info import MissingInfo, missing_for
from bot.community.triage import kind_by_label, topics
from bot.core.commands import CommandResult, Example, Invocation, Refusal, nearest
from bot.core.effects import AddLabels, PostComment, Remember, say
from bot.core.feature import TRIAGE
from bot.core.keys import SectionKey
from bot.core.markdown import NOTHING, Markdown, bare, code, escape, file_link, joined
from bot.core.memory import Memory
from bot.core.messages import Messages, load
from bot.core.model import Subject, Value
from bot.services.issue_reading import as_written, kind_of_issue
from bot.services.label_permission import label_refusal
from handlers.triage.feature import TEXT, Ctx, feature

REQUEST = load(f"{__package__}.request")
NEEDS_INFO = SectionKey("needs-info")
"""The section that asks the author; a newer question folds the older one away."""


class InfoRequest(Value):
    """What the author of an issue is asked for: fields that an issue of this kind needs."""

    kind: Kind
    require: tuple[str, ...]


REQUESTED = Memory(feature.name, "requested", InfoRequest)
"""In the subject's scope, until it is there."""


def requested(kind: Kind, require: tuple[str, ...], ctx: Ctx) -> Remember:
    """Return the effect that remembers what the author is asked for."""
    return REQUESTED.remember(ctx.ref, ctx.subject_scope, InfoRequest(kind=kind, require=require))


@feature.command(
    "needs-info",
    usage="/needs-info [topic]",
    help="Asks the author for what is missing: all that this kind of issue needs here, or one thing.",
    who=TRIAGE,
    on="issue",
    examples=[
        Example("/needs-info", "asks for what an issue of its kind still lacks"),
        Example("/needs-info version", "asks for the version"),
    ],
)
async def needs_info(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Ask in a new comment, so that the author hears of it, and set the label that says so."""
    subject = ctx.current
    if not subject.author.is_person:
        raise Refusal(TEXT.nobody_answers())
    known = topics(ctx.config)
    topic = " ".join(call.args).casefold()
    match = await kind_of_issue(subject, ctx.config, ctx)
    kind = match.kind if match else kind_by_label(subject.labels, ctx.config)
    requirement = known.get(topic or (kind.value if kind else ""))
    if requirement is None:
        raise Refusal(_no_topic(topic, kind.value if kind else "", tuple(known)))
    lack = missing_for(await as_written(subject, ctx), *requirement)
    if lack is None:
        there = joined(map(escape, requirement[1].require))
        raise Refusal(TEXT.there_already(names=there))
    effects: list[CommandResult] = [
        ask(subject, lack, ctx).model_copy(update={"outdates": NEEDS_INFO}),
        requested(lack.kind, requirement[1].require, ctx),
    ]
    labels = await ctx.label_names()
    # Of several that say the author is asked for something, one that names the information comes first.
    label = asks_reporter(sorted(labels, key=lambda name: "info" not in name.casefold()))
    if label and not await label_refusal(label, call, ctx):
        effects.append(AddLabels(subject=call.ref, labels=(label,)))
    return effects


def _no_topic(topic: str, kind: str, known: tuple[str, ...]) -> Markdown:
    names = joined(code(name) for name in nearest(topic, known) or known)
    if topic:
        return TEXT.no_topic(topic=code(topic, 60), names=names)
    why = TEXT.nothing_named(kind=code(kind)) if kind else TEXT.kind_unknown()
    return TEXT.say_what(why=why, names=names)


def ask(subject: Subject, lack: MissingInfo, ctx: Ctx) -> PostComment:
    """Return the one request to the author of an issue for what is missing."""
    words = REQUEST[ctx.repo.language_for(subject.labels)]
    page, author = ctx.page, subject.author.login
    values = {
        "login": bare(author),
        "seen": words.seen(found=_listed(lack.present, words)) if lack.present else NOTHING,
        "missing": _listed(lack.missing, words),
        "example": words.example(path=file_link(page, lack.example)) if lack.example else NOTHING,
    }
    body, short = words.question(**values), words.question_short(**values)
    return say(ctx.ref, NEEDS_INFO, body, reader=author, short=short)


def _listed(fields: tuple[str, ...], words: Messages) -> Markdown:
    *first, last = map(escape, fields)
    return words.listed(first=joined(first), last=last) if first else last
