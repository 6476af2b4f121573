"""Help wanted and good first issues: labels that come with a guideline, and take it with them."""

from typing import NamedTuple

from bot.core.commands import CommandResult, Invocation, Refusal, Rejection, nothing
from bot.core.effects import AddLabels, DeleteComment, Effects, RemoveLabels, say
from bot.core.feature import TRIAGE, IssueEvent, RepositoryConfig, SubjectEvent
from bot.core.keys import SectionKey
from bot.core.markdown import NOTHING, Markdown, bare, code, joined
from bot.core.messages import Messages, load
from bot.core.model import contains
from bot.core.own_comments import stands
from bot.core.states import CommandPreset
from bot.services.label_permission import label_refusal, triage_unless_prow
from bot.services.suggestions import turned_down
from handlers.labels.feature import TEXT, Ctx, RepositoryLabels, feature, no_such_label

GUIDELINES = load(f"{__package__}.guidelines")


class Invitation(NamedTuple):
    """A label with a guideline; `key` names both its commands and the sticky comment."""

    label: str
    key: SectionKey

    @property
    def path(self) -> str:
        """The repository's own guideline."""
        return f".github/stewardbot/{self.key}.md"


HELP = Invitation("help wanted", SectionKey("help-wanted"))
FIRST = Invitation("good first issue", SectionKey("good-first-issue"))


def _help_words(repo: RepositoryConfig) -> tuple[str, ...]:
    return ("help-wanted", "help") if repo.preset is CommandPreset.PROW else ("help-wanted",)


def _remove_help_words(repo: RepositoryConfig) -> tuple[str, ...]:
    return tuple(f"remove-{word}" for word in _help_words(repo))


def _help_is_meant(word: str, args: tuple[str, ...], event: SubjectEvent, repo: RepositoryConfig) -> bool:
    """Prow's bare `/help` marks an open issue; everywhere else it asks for help."""
    return word != "help" or (not args and event.subject.is_open and not event.subject.is_pull_request)


@feature.command(
    "help-wanted",
    help="Marks an open issue as wanting help, and posts the guideline for whoever takes it.",
    who=TRIAGE,
    permission_for=triage_unless_prow,
    dynamic_words=_help_words,
    matches=_help_is_meant,
    on="issue",
)
async def help_wanted(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Set `help wanted`."""
    return await _invite(call, ctx, HELP, (HELP,))


@feature.command(
    "good-first-issue",
    help="Marks an open issue as one for a first change (and as wanting help), and posts the guideline.",
    who=TRIAGE,
    permission_for=triage_unless_prow,
    on="issue",
)
async def good_first_issue(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Set both labels."""
    return await _invite(call, ctx, FIRST, (HELP, FIRST))


@feature.command(
    "remove-help-wanted",
    help="Takes `help wanted` and its guideline back.",
    who=TRIAGE,
    permission_for=triage_unless_prow,
    dynamic_words=_remove_help_words,
    on="issue",
)
async def remove_help_wanted(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Remove `help wanted`; Prow's `/remove-help` removes both labels."""
    return await _withdraw(call, ctx, (HELP, FIRST) if call.word == "remove-help" else (HELP,))


@feature.command(
    "remove-good-first-issue",
    help="Takes `good first issue` and its guideline back, or turns down a proposal; `help wanted` stays.",
    who=TRIAGE,
    permission_for=triage_unless_prow,
    on="issue",
)
async def remove_good_first_issue(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Remove `good first issue` alone."""
    return await _withdraw(call, ctx, (FIRST,))


@feature.on("issues.unlabeled")
async def label_removed(event: IssueEvent, ctx: Ctx) -> Effects:
    """Take the guideline away when somebody takes the label off by hand."""
    return [
        DeleteComment(
            subject=ctx.ref, sticky=invitation.key, because=f"the label {code(invitation.label)} was removed"
        )
        for invitation in (HELP, FIRST)
        if event.label and _same_label(event.label, invitation.label)
    ]


@feature.on("issues.closed", "issues.reopened")
async def no_longer_wanted(event: IssueEvent, ctx: Ctx) -> Effects:
    """Nobody is invited to a closed issue: a guideline that stands says so, and comes back with the issue."""
    return [
        say(
            ctx.ref,
            invitation.key,
            await _guideline(invitation, ctx) if ctx.current.is_open else GUIDELINES[ctx.language].over(),
            sticky=True,
            because=f"{event.sender.login} {event.action} it",
        )
        for invitation in (HELP, FIRST)
        if await stands(ctx.records, ctx.subject_scope, invitation.key)
    ]


def _same_label(one: str, other: str) -> bool:
    return RepositoryLabels((one,)).own(other) is not None


async def _invite(
    call: Invocation, ctx: Ctx, main: Invitation, invitations: tuple[Invitation, ...]
) -> list[CommandResult]:
    _on_open_issue(call, ctx)
    labels, effects = await _labels(call, ctx, invitations)
    if labels:
        effects.append(AddLabels(subject=call.ref, labels=tuple(labels.values())))
    label = labels.get(main.key)
    if label is not None and ctx.subject and not contains(ctx.subject.labels, label):
        effects.append(say(call.ref, main.key, await _guideline(main, ctx), sticky=True))
    return effects


async def _withdraw(call: Invocation, ctx: Ctx, invitations: tuple[Invitation, ...]) -> list[CommandResult]:
    _on_open_issue(call, ctx)
    labels, effects = await _labels(call, ctx, invitations)
    if labels:
        effects.append(RemoveLabels(subject=call.ref, labels=tuple(labels.values())))
    effects += [DeleteComment(subject=call.ref, sticky=key) for key in labels]
    present = ctx.subject_labels
    absent = [label for label in labels.values() if not contains(present, label)]
    declined = await turned_down(ctx) if FIRST in invitations else []
    effects += declined
    if absent and len(absent) == len(labels) and not declined:
        effects.append(Rejection(reason=TEXT.none_set(names=joined(map(code, absent), TEXT.and_next()))))
    return effects


async def _labels(
    call: Invocation, ctx: Ctx, invitations: tuple[Invitation, ...]
) -> tuple[dict[SectionKey, str], list[CommandResult]]:
    """Return the labels by the invitation's key in the repository's spelling, and what stands against the
    rest."""
    palette = await RepositoryLabels.of(ctx)
    labels: dict[SectionKey, str] = {}
    refusals: list[CommandResult] = []
    for invitation in invitations:
        label = palette.own(invitation.label) or (invitation.label if ctx.config.create else None)
        if label is None:
            refusals.append(no_such_label(code(invitation.label)))
        elif refusal := await label_refusal(label, call, ctx):
            refusals.append(refusal)
        else:
            labels[invitation.key] = label
    return labels, refusals


def _on_open_issue(call: Invocation, ctx: Ctx) -> None:
    nothing(call)
    if not ctx.current.is_open:
        raise Refusal(TEXT.closed(command=bare(call.word)))


async def _guideline(invitation: Invitation, ctx: Ctx) -> Markdown:
    """Return the repository's own words, else ours."""
    own = await ctx.github.file(invitation.path)
    if own:
        return Markdown(own.strip())
    words = GUIDELINES[ctx.language]
    if invitation is HELP:
        return words.help_wanted(how=_how(ctx.repo, words), aside=words.aside_help_wanted())
    return words.good_first_issue(how=_how(ctx.repo, words), aside=words.aside_good_first_issue())


def _how(repo: RepositoryConfig, words: Messages) -> Markdown:
    if "newcomers.claims" in repo.sections:
        return words.claim()
    return words.assign() if "assignment" in repo.sections else NOTHING
