"""GitHub's issue types: set where the file names them, followed by labels, and set by `/type`.

https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/managing-issue-types-in-an-organization
"""

from collections.abc import Sequence

from bot.community.issue_kind import Kind, kind_of
from bot.community.labels.families import families_in
from bot.community.triage import kind_by_label, kind_now, label_for
from bot.core.commands import CommandResult, Example, Invocation, Refusal
from bot.core.config.repository_config import RepositoryConfig
from bot.core.effects import AddLabels, Effects, Outward, RemoveLabels, SetType
from bot.core.events import IssueEvent, SubjectEvent
from bot.core.feature import TRIAGE
from bot.core.markdown import Markdown, code, joined
from bot.core.model import Subject, contains, spelling
from bot.core.states import UNSETTLED, EffectState
from bot.services.issue_reading import as_written
from handlers.triage.feature import TEXT, Ctx, feature

NO_TYPE = ("none", "clear")


@feature.on("issues.opened")
async def set_type(event: IssueEvent, ctx: Ctx) -> Effects:
    """Give a new issue the type of its kind, where the file names one that the repository has."""
    subject = ctx.current
    if subject.type or subject.author.is_bot or not any(map(ctx.config.types.named, Kind)):
        return ()
    kind = kind_now(await as_written(subject, ctx), ctx.config)
    name = ctx.config.types.named(kind) if kind else None
    known = spelling(await ctx.github.issue_types(), name) if name else None
    return [SetType(subject=event.ref, type=known, because=f"its kind is {kind}")] if known else ()


@feature.on("issues.typed", "issues.untyped")
async def type_changed(event: IssueEvent, ctx: Ctx) -> Effects:
    """Let the label of the kind follow the type that somebody chose."""
    return await _labels_of(ctx.current, event.ref, ctx)


async def _labels_of(subject: Subject, ref: str, ctx: Ctx) -> list[Outward]:
    """Return what makes the labels fit the type: its kind's label, and off with those of other kinds that
    we set ourselves. Without a type only what the text shows stays of ours; labels of people stay."""
    if not subject.is_open or not ctx.config.kinds:
        return []
    if subject.type is not None:
        kind, because = ctx.config.types.kind(subject.type), f"its type is “{subject.type[:60]}”"
    else:
        written = await as_written(subject, ctx)
        match = kind_of(written.title, written.body, questions=written.questions)
        kind, because = match.kind if match else None, "its type was taken away"
    ours = await our_labels(ref, ctx)
    other = [
        label
        for label in subject.labels
        if contains(ours, label) and kind_by_label((label,), ctx.config) not in (None, kind)
    ]
    effects: list[Outward] = []
    if other:
        effects.append(RemoveLabels(subject=ref, labels=tuple(other), because=because))
    existing = await ctx.label_names() if kind and subject.type else ()
    if kind and (label := label_for(kind, ctx.config, existing)):
        effects.append(AddLabels(subject=ref, labels=(label,), because=f"{label}: {because}"))
    return effects


async def our_labels(ref: str, ctx: Ctx) -> set[str]:
    """Return the labels that triage has set by itself here."""
    return {
        str(label)
        for done in await ctx.records.done_on(ref)
        if done.kind == "add_labels" and done.state in (EffectState.DONE, *UNSETTLED)
        if feature.name in done.feature.split(", ")
        for label in done.effect.get("labels", ())
    }


def _is_no_family(word: str, args: Sequence[str], event: SubjectEvent, repo: RepositoryConfig) -> bool:
    """Return whether `/type` is this command: where there are labels `type/…`, it sets those, as ever."""
    return not contains(families_in(repo), word)


@feature.command(
    "type",
    usage="/type name | none",
    help="Sets GitHub's type of the issue; `/type none` takes it away.",
    who=TRIAGE,
    on="issue",
    matches=_is_no_family,
    examples=[Example("/type bug", "sets the type Bug"), Example("/type none", "takes the type away")],
)
async def type_command(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Set the type as the repository spells it, and let the labels follow."""
    name, known = " ".join(call.args), await ctx.github.issue_types()
    spelt = spelling(known, name)
    if spelt is None and not contains(NO_TYPE, name):
        raise Refusal(_no_such_type(name, known))
    subject = ctx.current.model_copy(update={"type": spelt})
    return [SetType(subject=call.ref, type=spelt), *await _labels_of(subject, call.ref, ctx)]


def _no_such_type(name: str, known: Sequence[str]) -> Markdown:
    if not known:
        return TEXT.no_types()
    names = joined(map(code, known))
    return TEXT.no_such_type(name=code(name, 60), names=names) if name else TEXT.name_type(names=names)
