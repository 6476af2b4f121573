"""How a letter is set: at most so many lines, decisions first, each feature its share, the rest counted."""

from collections.abc import Sequence

from bot.core.markdown import Markdown, bullets, joined
from bot.core.messages import load
from bot.core.ports.letter import LetterPart, News

TEXT = load(__name__)

MOST_LINES = 15
"""Lines of a letter that are not empty."""
MOST_DECISIONS = 3


def letter(heading: Markdown, parts: Sequence[LetterPart], *, ticks: bool = False) -> Markdown:
    """Return the letter as Markdown, of `parts` in their order, under its heading; with boxes for `ticks`."""
    decisions = [news for part in parts for news in part.news if news.decides][:MOST_DECISIONS]
    parts = [part for part in (part.only(lambda news: news not in decisions) for part in parts) if part.news]
    room = MOST_LINES - 1 - (len(decisions) + 1 if decisions else 0)
    shown = _shares([len(part.news) for part in parts], room)
    blocks = [heading]
    if decisions:
        heads = TEXT.decisions_or_tick if ticks and any(news.tick for news in decisions) else TEXT.decisions
        blocks.append(joined([heads(), _numbered(decisions, ticks=ticks)], "\n"))
    blocks += [
        joined([part.heading, bullets(news.text for news in part.news[:share])], "\n\n")
        for part, share in zip(parts, shown, strict=True)
        if share
    ]
    if left := sum(len(part.news) for part in parts) - sum(shown):
        blocks.append(TEXT.more(count=left))
    return joined(blocks, "\n\n")


def _numbered(decisions: Sequence[News], *, ticks: bool) -> Markdown:
    boxes = ["[ ] " if ticks and news.tick else "" for news in decisions]
    rows = enumerate(zip(boxes, decisions, strict=True), 1)
    return joined([Markdown(f"{n}. {box}{news.text}") for n, (box, news) in rows], "\n")


def _shares(counts: Sequence[int], room: int) -> list[int]:
    """Return how many lines of each part are shown: one after the other, as long as there is room for them
    with their headings, and with the line that counts the rest."""
    shares = [0] * len(counts)
    while True:
        before = list(shares)
        for index, most in enumerate(counts):
            cost = 1 if shares[index] else 2
            rest = sum(counts) - sum(shares) - 1
            if shares[index] < most and cost + (1 if rest else 0) <= room:
                shares[index] += 1
                room -= cost
        if shares == before:
            return shares
