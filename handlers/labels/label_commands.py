"""`/kind bug`, `/remove-kind bug`, `/label good idea`, `/remove-label good idea`."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.community.labels.families import families_in
from bot.core.commands import CommandResult, Example, Invocation, Refusal, Rejection, items, nearest
from bot.core.effects import AddLabels, RemoveLabels
from bot.core.markdown import NOTHING, Markdown, bare, code, joined
from bot.core.model import contains
from bot.core.permissions import Role
from bot.services.label_permission import label_refusal
from handlers.labels.feature import TEXT, Ctx, RepositoryLabels, feature, no_such_label
from handlers.labels.required import look_soon

_SHOWN = 6


@feature.command(
    "family",
    usage="/kind name …",
    help="Sets labels of a family: `/kind bug` sets `kind/bug`. Each family of the config is a command.",
    dynamic_words=families_in,
    examples=[
        Example("/kind bug", "sets `kind/bug`"),
        Example("/area io docs", "sets `area/io` and `area/docs`"),
    ],
)
async def add_family(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Set labels of a family."""
    prefix = f"{call.word}/"
    picked = _pick(call, (await RepositoryLabels.of(ctx)).within(prefix), prefix)
    if ctx.config.create and call.role >= Role.TRIAGE:
        picked = _Picked([*picked.labels, *(prefix + word for word in picked.missing)])
    return await _add(call, ctx, picked)


@feature.command(
    "remove-family",
    usage="/remove-kind name …",
    help="Removes labels of a family: `/remove-kind bug` removes `kind/bug`.",
    dynamic_words=lambda repo: tuple(f"remove-{family}" for family in families_in(repo)),
    examples=[Example("/remove-kind bug", "removes `kind/bug`")],
)
async def remove_family(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Remove labels of a family."""
    prefix = f"{call.word.removeprefix('remove-')}/"
    return await _remove(call, ctx, _pick(call, (await RepositoryLabels.of(ctx)).within(prefix), prefix))


@feature.command(
    "label",
    usage="/label name …",
    help="Sets one of the labels that the repository opens to everybody (`labels.additional`).",
    examples=[Example("/label good-idea", "sets `good-idea`")],
)
async def add_label(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Set labels of the additional list."""
    return await _add(call, ctx, await _additional(call, ctx))


@feature.command(
    "remove-label",
    usage="/remove-label name …",
    help="Removes one of the labels that the repository opens to everybody (`labels.additional`).",
    examples=[Example("/remove-label good-idea", "removes `good-idea`")],
)
async def remove_label(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Remove labels of the additional list."""
    return await _remove(call, ctx, await _additional(call, ctx))


async def _additional(call: Invocation, ctx: Ctx) -> _Picked:
    palette = await RepositoryLabels.of(ctx)
    picked = _pick(call, ctx.config.additional, "")
    spelled = {name: palette.find(name) for name in picked.labels}
    if ctx.config.create:
        return _Picked([spelt or name for name, spelt in spelled.items()], refused=picked.refused)
    lacking = [code(name) for name, spelt in spelled.items() if spelt is None]
    if lacking:
        picked.refused.append(no_such_label(joined(lacking)))
    return _Picked([spelt for spelt in spelled.values() if spelt is not None], refused=picked.refused)


@dataclass
class _Picked:
    """The labels that arguments name, and what is said of the rest."""

    labels: list[str]
    missing: list[str] = field(default_factory=list)
    refused: list[Rejection] = field(default_factory=list)


def _pick(call: Invocation, known: tuple[str, ...], prefix: str) -> _Picked:
    """Match words to labels, the longest run first: a label may have blanks in its name, and commas, which
    else part the names of a list."""
    if not call.args:
        raise Refusal(TEXT.needs_name(command=bare(call.word), choice=_choice(known, prefix)))
    palette = RepositoryLabels(known)
    longest = max((len(name.split()) for name in known), default=1)
    whole = {word for name in known for word in name.removeprefix(prefix).casefold().split()}
    matches: dict[str, None] = {}
    missing: dict[str, None] = {}
    for words in items(call.args, whole):
        at = 0
        while at < len(words):
            for width in range(min(longest, len(words) - at), 0, -1):
                run = " ".join(words[at : at + width])
                label = palette.find(prefix + run) or (palette.find(run) if prefix else None)
                if label is not None:
                    matches[label] = None
                    at += width
                    break
            else:
                missing[words[at]] = None
                at += 1
    refused = [_missing(call, list(missing), known, prefix)] if missing else []
    return _Picked(list(matches), list(missing), refused)


def _missing(call: Invocation, words: list[str], known: tuple[str, ...], prefix: str) -> Rejection:
    names = joined(code(prefix + word, 60) for word in words[:_SHOWN])
    more = TEXT.more(count=len(words) - _SHOWN) if len(words) > _SHOWN else NOTHING
    ends = {name[len(prefix) :]: name for name in known}
    near = dict.fromkeys(ends[end] for word in words[:_SHOWN] for end in nearest(word, ends))
    hint = (
        TEXT.did_you_mean(names=joined(map(code, near), TEXT.or_next())) if near else _choice(known, prefix)
    )
    return Rejection(reason=TEXT.unknown(command=bare(call.word), names=names, more=more, hint=hint))


def _choice(known: tuple[str, ...], prefix: str) -> Markdown:
    if not known:
        return TEXT.none_begins(prefix=code(prefix)) if prefix else TEXT.none_listed()
    more = TEXT.more(count=len(known) - _SHOWN) if len(known) > _SHOWN else NOTHING
    return TEXT.there_are(names=joined(map(code, sorted(known)[:_SHOWN])), more=more)


async def _add(call: Invocation, ctx: Ctx, picked: _Picked) -> list[CommandResult]:
    allowed, effects = await _permitted(call, ctx, picked)
    if allowed:
        effects.append(AddLabels(subject=call.ref, labels=tuple(allowed)))
        effects += look_soon(call, ctx)
    return effects


async def _remove(call: Invocation, ctx: Ctx, picked: _Picked) -> list[CommandResult]:
    """Return the effect also where the label is not set: an earlier command may have just set it."""
    allowed, effects = await _permitted(call, ctx, picked)
    if allowed:
        effects.append(RemoveLabels(subject=call.ref, labels=tuple(allowed)))
        effects += look_soon(call, ctx)
    present = ctx.subject_labels
    if absent := [code(name) for name in allowed if not contains(present, name)]:
        not_set = TEXT.one_not_set if len(absent) == 1 else TEXT.some_not_set
        effects.append(Rejection(reason=not_set(names=joined(absent))))
    return effects


async def _permitted(call: Invocation, ctx: Ctx, picked: _Picked) -> tuple[list[str], list[CommandResult]]:
    allowed: list[str] = []
    effects: list[CommandResult] = list(picked.refused)
    for label in picked.labels:
        refusal = await label_refusal(label, call, ctx)
        if refusal is None:
            allowed.append(label)
        else:
            effects.append(refusal)
    return allowed, effects
