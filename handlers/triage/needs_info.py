"""`/needs-info`: a person asks for what is missing, and the bot finds the words."""

from bot.community.cases import asks_reporter
from bot.community.missing_info import MissingInfo, missing_for
from bot.community.triage import InfoTopic, kind_by_label, topics
from bot.core.commands import CommandResult, Example, Invocation, Refusal, nearest
from bot.core.effects import AddLabels, PostComment, Remember, say
from bot.core.feature import TRIAGE
from bot.core.keys import SectionKey
from bot.core.markdown import NOTHING, Markdown, bare, code, escape, file_link, joined
from bot.core.memory import Memory
from bot.core.messages import Messages, load
from bot.core.model import Subject, Value, spelling
from bot.services.issue_reading import as_written, kind_of_issue
from bot.services.label_permission import label_refusal
from bot.services.templates.own_words import own_words
from handlers.triage.feature import TEXT, Ctx, feature

REQUEST = load(f"{__package__}.request")
NEEDS_INFO = SectionKey("needs-info")
"""The section that asks the author; a newer question folds the older one away."""


class InfoRequest(Value):
    """What the author of an issue is asked for: fields that an issue of this kind needs."""

    kind: InfoTopic
    require: tuple[str, ...]


REQUESTED = Memory(feature.name, "requested", InfoRequest)
"""In the subject's scope, until it is there."""


def requested(kind: InfoTopic, require: tuple[str, ...], ctx: Ctx) -> Remember:
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
        (await ask(subject, lack, ctx)).model_copy(update={"outdates": NEEDS_INFO}),
        requested(lack.kind, requirement[1].require, ctx),
    ]
    labels = await ctx.label_names()
    # Of several that say the author is asked for something, one that names the information comes first.
    usual = asks_reporter(sorted(labels, key=lambda name: "info" not in name.casefold()))
    label = spelling(labels, requirement[1].label) or usual
    if label and not await label_refusal(label, call, ctx):
        effects.append(AddLabels(subject=call.ref, labels=(label,)))
    return effects


def _no_topic(topic: str, kind: str, known: tuple[str, ...]) -> Markdown:
    names = joined(code(name) for name in nearest(topic, known) or known)
    if topic:
        return TEXT.no_topic(topic=code(topic, 60), names=names)
    why = TEXT.nothing_named(kind=code(kind)) if kind else TEXT.kind_unknown()
    return TEXT.say_what(why=why, names=names)


async def ask(subject: Subject, lack: MissingInfo, ctx: Ctx, because: str = "") -> PostComment:
    """Return the one request to the author for what is missing, in the repository's words where it has
    some."""
    words = REQUEST[ctx.repo.language_for(subject.labels)]
    author, needs = subject.author.login, ctx.config.needs(lack.kind)
    example = file_link(ctx.page, lack.example) if lack.example else NOTHING
    missing, seen = _listed(lack.missing, words), _listed(lack.present, words) if lack.present else NOTHING
    values = {"author": bare(author), "missing": missing, "seen": seen, "example": example}
    own, remark = await own_words(needs.text if needs else None, values, ctx)
    if own is not None:
        return say(ctx.ref, NEEDS_INFO, own, reader=author, because=because)
    named = {
        "login": bare(author),
        "missing": missing,
        "seen": words.seen(found=seen) if seen else NOTHING,
        "example": words.example(path=example) if example else NOTHING,
    }
    body, short = words.question(**named), words.question_short(**named)
    return say(ctx.ref, NEEDS_INFO, body, reader=author, short=short, because=f"{because}{remark}")


def _listed(fields: tuple[str, ...], words: Messages) -> Markdown:
    *first, last = map(escape, fields)
    return words.listed(first=joined(first), last=last) if first else last
