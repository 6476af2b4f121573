"""What was not done, and why: one sentence a reason, over all commands of a text, and never too long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.core.commands import Parsed
from bot.core.commands.command import Invocation, Rejection
from bot.core.markdown import NOTHING, Markdown, begun, code, joined
from bot.core.messages import DEFAULT, Language, load
from bot.core.permissions import Who
from bot.engine.command_answers import listed
from bot.engine.decide.commands.offers import Helper
from bot.engine.decide.decision import Step

TEXT = load(f"{__package__}.replies")
WORDS = load(__name__)
"""What newcomers read as well."""

MOST_WORDS = 60
"""Words of a reply about what was not done, all its sentences together."""
_FOR_THE_REST = 12
"""Of them those that name what finds no room."""


@dataclass
class Group:
    """The commands that are refused for one reason. `who` may give them, where that is the reason."""

    reason: Markdown
    commands: list[Markdown] = field(default_factory=list)
    allowed: Markdown = NOTHING
    who: Who | None = None
    language: Language = DEFAULT

    @property
    def sentence(self) -> Markdown:
        """The commands and the reason."""
        words, commands = WORDS[self.language], listed(self.commands, self.language)
        if self.allowed:
            is_for = TEXT.is_for if len(self.commands) == 1 else TEXT.are_for
            return is_for(commands=commands, who=self.allowed)
        reason = sentence(self.reason)
        if any(command in reason for command in self.commands):
            return begun(reason)
        return words.refused(commands=commands, reason=reason)


def sentence(reason: Markdown) -> Markdown:
    """Return a reason with a full stop."""
    text = reason.strip()
    return Markdown(text if text.endswith((".", "?", ":", "。")) else f"{text}.", reason.message)


def grouped(calls: Sequence[Invocation], steps: Sequence[Step]) -> list[Group]:
    """Return what was refused by reason: missing permissions first, else in the order of the text."""
    groups: dict[str, Group] = {}
    for call, step in zip(calls, steps, strict=False):
        words = WORDS[call.language]
        refused = [Rejection(reason=words.failed())] if step.problem else step.refused
        for rejection in refused:
            key = rejection.allowed or rejection.reason
            group = groups.setdefault(
                key,
                Group(
                    rejection.reason,
                    allowed=rejection.allowed,
                    who=rejection.who,
                    language=call.language,
                ),
            )
            name = rejection.part or code(call.shown if rejection.allowed else call.named)
            if name not in group.commands:
                group.commands.append(name)
    return sorted(groups.values(), key=lambda group: not group.allowed)


def near_misses(parsed: Parsed) -> Markdown:
    """Return the question whether known words were meant; empty where no word is nearly one."""
    if not parsed.near_misses:
        return NOTHING
    typed = listed([code(miss.typed) for miss in parsed.near_misses])
    meant = list(dict.fromkeys(code(f"/{miss.word}") for miss in parsed.near_misses))
    question = TEXT.did_you_mean(commands=typed, suggestions=joined(meant, TEXT.or_next()))
    by_name = any(miss.by_name for miss in parsed.near_misses)
    return joined([question, TEXT.help()], " ") if by_name else question


def fitted(groups: Sequence[Group], helper: Helper | None, others: Iterable[Markdown]) -> list[Markdown]:
    """Return the sentences about all groups, with the other sentences of the reply; of groups that would make
    it too long the commands alone. `helper` is named with what they can do, which comes first; where nobody
    is named, words are enough for what the author of the text may not do.
    """
    closing = [other for other in others if other]
    left = MOST_WORDS - sum(map(length, closing))
    theirs = [group for group in groups if helper and helper.can(group.who)]
    ordered = [*theirs, *(group for group in groups if group not in theirs)]
    lines: list[Markdown] = []
    rest: list[Markdown] = []
    language = groups[0].language if groups else DEFAULT
    for at, group in enumerate(ordered, 1):
        line = group.sentence
        if at == 1 and group.allowed:
            line = joined([line, helper.sentence if helper and theirs else TEXT.in_words()], " ")
        reserve = 0 if at == len(ordered) and not rest else _FOR_THE_REST
        if lines and length(line) > left - reserve:
            rest += [command for command in group.commands if command not in rest]
            continue
        left -= length(line)
        lines.append(line)
    more = [WORDS[language].left_over(commands=listed(rest, language))] if rest else []
    return [*lines, *more, *closing]


def length(text: Markdown) -> int:
    """Return how many words of a text are seen."""
    return len(text.split())
