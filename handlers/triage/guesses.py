"""Guesses by what the repository's own labels taught: shown to maintainers, set where they have earned it.

They assign nobody, open no case, close nothing and say nothing to whoever reported.
"""

from datetime import datetime

from bot.community.issue_kind import Kind
from bot.community.labels.families import restrictions
from bot.community.triage import GUESS, ShownGuess, kind_by_label, label_for
from bot.core.commands import CommandResult, Example, Invocation, Refusal
from bot.core.effects import AddLabels, AnyEffect, Effects, Record, RemoveLabels
from bot.core.events import IssueEvent, SubjectEvent
from bot.core.feature import TRIAGE
from bot.core.keys import LABEL_CONFIRMED
from bot.core.markdown import bare, escape, issue_ref
from bot.core.model import Subject, User, contains, same, spelling
from bot.core.ports.guesses import FORM_TIME, GuessMode
from bot.core.ports.letter import LetterPart, News
from bot.services.issue_reading import kind_of_issue
from bot.services.label_permission import label_refusal
from bot.services.sorting import label_history
from bot.services.sorting.guesses import (
    WaitingGuess,
    guess_for,
    judged,
    may_set,
    waiting_guesses,
    why_guessed,
)
from handlers.triage.feature import TEXT, Ctx, feature
from handlers.triage.issue_types import our_labels

OK = "ok"
MOST_NEWS = 5
"""So many guesses a letter tells of."""
LONGEST_TITLE = 60
"""Characters of a title in the letter."""


@feature.on("issues.opened", "issues.edited")
async def guess(event: IssueEvent, ctx: Ctx) -> Effects:
    """Guess what kind an issue is while nobody has said so."""
    subject = ctx.current
    if not ctx.config.kinds or (event.action == "edited" and not event.has_new_text):
        return ()
    shown = await GUESS.read(ctx.records, ctx.subject_scope)
    if shown is not None and shown.applied:
        return ()
    return await _guess(event, shown, ctx) if subject.is_open and not subject.author.is_bot else ()


async def _guess(event: IssueEvent, shown: ShownGuess | None, ctx: Ctx) -> list[AnyEffect]:
    history = await label_history(ctx)
    subject, config = ctx.current, ctx.config
    if history.sorted or subject.type is not None or kind_by_label(subject.labels, config):
        return []
    made = await guess_for(subject, config, ctx)
    match = await kind_of_issue(subject, config, ctx) if made else None
    kind = Kind(made.kind) if made else None
    label = label_for(kind, config, await ctx.label_names()) if kind else None
    if made is None or kind is None or label is None or (match and match.kind is kind):
        return [GUESS.remember(ctx.ref, ctx.subject_scope, None)] if shown else []
    why = await why_guessed(made, subject, config, ctx)
    because = f"{label}: {why}"
    applied = match is None and may_set(made, ctx.repo) and label.casefold() not in history.taken_off
    if not applied and config.guess.show == "never":
        return []
    remembered = ShownGuess(kind=kind, label=label, p=round(made.p, 4), at=ctx.now, applied=applied, why=why)
    effects: list[AnyEffect] = [
        GUESS.remember(ctx.ref, ctx.subject_scope, remembered).model_copy(
            update={"because": f"{'guessed' if applied else 'only suggested'}, {because}; {made.because}"}
        )
    ]
    if applied:
        effects.append(AddLabels(subject=event.ref, labels=(label,), because=because))
    return effects


@feature.on("issues.labeled")
async def labelled(event: IssueEvent, ctx: Ctx) -> Effects:
    """A person says what an issue is: the guess was right, or it was not."""
    shown = await _shown_to(event, ctx)
    kind = kind_by_label((event.label or "",), ctx.config)
    return await judged(shown, kind, event.sender, ctx) if shown and kind else ()


@feature.on("issues.unlabeled")
async def unlabelled(event: IssueEvent, ctx: Ctx) -> Effects:
    """A person takes off what a guess has set."""
    shown = await _shown_to(event, ctx)
    if shown is None or not shown.applied or not same(event.label or "", shown.label):
        return ()
    return await judged(shown, None, event.sender, ctx)


async def _shown_to(event: SubjectEvent, ctx: Ctx) -> ShownGuess | None:
    """Return the guess that somebody with the triage role judges: no program, no form, and no stranger by a
    command that anybody may give."""
    subject = ctx.current
    is_form = event.sender.id == subject.author.id and ctx.now - subject.created_at <= FORM_TIME
    if not event.sender.is_person or is_form:
        return None
    shown = await GUESS.read(ctx.records, ctx.subject_scope)
    return shown if shown and await ctx.may_triage(event.sender) else None


@feature.command(
    "triage",
    usage="/triage ok",
    help="Takes the kind that I guess this issue has: sets its label.",
    who=TRIAGE,
    on="issue",
    matches=lambda word, args, event, repo: [arg.lower() for arg in args] == [OK],
    examples=[Example("/triage ok", "takes the guess that the letter shows")],
)
async def take_guess(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Set the label of the guess, in the place of another that I had set; a label `triage/ok` comes first."""
    own = spelling(await ctx.label_names(), f"triage/{OK}")
    shown = await GUESS.read(ctx.records, ctx.subject_scope)
    label = own or (shown.label if shown else None)
    if label is None:
        raise Refusal(TEXT.no_guess())
    if refusal := await label_refusal(label, call, ctx):
        return [refusal]
    if own or shown is None:
        return [AddLabels(subject=call.ref, labels=(label,))]
    return [*await taken(shown, call.written.author, ctx)]


async def taken(shown: ShownGuess, person: User, ctx: Ctx, because: str = "") -> list[AnyEffect]:
    """Return what follows when somebody takes a guess: its label stands, in the place of another that I had
    set, and it counts as right. `because` is left to the command where one was given: what a command sets
    teaches by itself, everything else is noted as confirmed."""
    effects: list[AnyEffect] = [AddLabels(subject=ctx.ref, labels=(shown.label,), because=because)]
    if others := await _other_kinds(shown, ctx):
        effects.append(RemoveLabels(subject=ctx.ref, labels=others, because=because))
    if because or contains(ctx.subject_labels, shown.label):
        effects.append(
            Record(
                subject=ctx.ref,
                what=LABEL_CONFIRMED,
                person_id=person.id,
                person=person.login,
                detail={"label": shown.label},
            )
        )
    return [*effects, *await judged(shown, shown.kind, person, ctx)]


def has_tick(shown: ShownGuess, ctx: Ctx) -> bool:
    """Return whether a guess has a box in the letter: its label is kept from nobody with the triage role."""
    return not any(contains(rule.labels, shown.label) for rule in restrictions(ctx.repo))


@feature.letter
async def news(ctx: Ctx, since: datetime) -> LetterPart | None:
    """Tell of guesses that nobody has judged, the surest first."""
    guesses = await waiting_guesses(ctx.config, ctx)
    if not guesses:
        return None
    lines = [_line(guess.issue, guess.shown, ctx) for guess in guesses[:MOST_NEWS]]
    if ctx.config.guess.threshold is not None and guesses[0].made.mode is GuessMode.SUGGEST:
        lines.append(_only_suggested(guesses[0]))
    return LetterPart(TEXT.heading(), tuple(lines))


def _only_suggested(guess: WaitingGuess) -> News:
    """Say of the surest guess why it set no label: of less sure ones, or of other kinds, something else may
    be true."""
    because = escape(guess.made.because)
    return News(TEXT.only_suggested(issue=issue_ref(guess.issue.number), because=because))


def _line(issue: Subject, shown: ShownGuess, ctx: Ctx) -> News:
    why = escape(f"{shown.why}.")
    text = TEXT.guess(
        issue=issue_ref(issue.number),
        title=escape(issue.title, LONGEST_TITLE),
        label=bare(shown.kind),
        why=why,
    )
    return News(text, decides=True, tick=has_tick(shown, ctx))


async def _other_kinds(shown: ShownGuess, ctx: Ctx) -> tuple[str, ...]:
    """Return the labels of other kinds that I set here."""
    ours = await our_labels(ctx.ref, ctx)
    return tuple(
        name
        for name in ctx.subject_labels
        if contains(ours, name) and kind_by_label((name,), ctx.config) not in (None, shown.kind)
    )
