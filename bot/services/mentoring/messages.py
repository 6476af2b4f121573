"""What is said about mentors; the words stand in `messages.<language>.toml` beside this.

What happens in a private repository is not told in a channel: no name of a newcomer, no number, no link.
"""

from collections.abc import Sequence

from bot.community.newcomers.stuck_signs import Reason
from bot.core.markdown import NOTHING, Markdown, bare, code, joined, mention
from bot.core.messages import Language, load

TEXT = load(__name__)
PUBLIC = load(f"{__package__}.public")


def mentor_sentence(mentors: Sequence[str], language: Language, *, call: bool) -> Markdown:
    """Return who stands by as a mentor, for the comment that shows who has an issue; empty for nobody."""
    if not mentors:
        return NOTHING
    words = PUBLIC[language]
    who = joined(map(mention if call else code, mentors), words.and_next())
    return (words.stands_by if len(mentors) == 1 else words.stand_by)(mentors=who)


def mentor_joined(mentor: str, newcomer: str, ref: str, *, private: bool) -> Markdown:
    """Return what a mentor hears who has a newcomer from now on."""
    return (
        TEXT.joined_private(mentor=bare(mentor))
        if private
        else TEXT.joined(mentor=bare(mentor), newcomer=bare(newcomer), ref=bare(ref))
    )


def stuck(
    mentor: str,
    newcomer: str,
    ref: str,
    reason: Reason,
    detail: Markdown,
    absence: Markdown | None,
    *,
    private: bool,
) -> Markdown:
    """Return what a mentor hears when a newcomer may need a hand; `detail`: since when, or which checks."""
    away = TEXT.away(mentor=bare(mentor), absence=absence) if absence else NOTHING
    if private:
        return TEXT.stuck_private(mentor=bare(mentor), away=away)
    because = {
        Reason.QUESTION: TEXT.question,
        Reason.CHECKS: TEXT.checks,
        Reason.QUIET: TEXT.quiet,
        Reason.WORDS: TEXT.words,
    }[reason]
    why = because(newcomer=bare(newcomer), detail=detail)
    return TEXT.stuck(mentor=bare(mentor), ref=bare(ref), why=why, newcomer=bare(newcomer), away=away)


def complete(mentor: str, newcomer: str, ref: str, *, private: bool) -> Markdown:
    """Return what a mentor hears when the newcomer's first change is merged."""
    if private:
        return TEXT.complete_private(mentor=bare(mentor))
    return TEXT.complete(mentor=bare(mentor), newcomer=bare(newcomer), ref=bare(ref))


def ended(mentor: str, newcomer: str, *, private: bool) -> Markdown:
    """Return what a mentor hears when the newcomer's account is gone."""
    return (
        TEXT.ended_private(mentor=bare(mentor))
        if private
        else TEXT.ended(mentor=bare(mentor), newcomer=bare(newcomer))
    )
