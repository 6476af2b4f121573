"""What is said instead of a page: the same words whether it is missing or not for this visitor."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.web.visits.templates import Frame, render

PRIVATE = {"Cache-Control": "no-store", "Vary": "Cookie"}
"""What one person sees is kept by nobody in between, and not by a browser whose owner signs out."""


@dataclass(frozen=True)
class RefusalWords:
    """A title and a sentence."""

    title: str
    text: str


_WORDS = {
    403: RefusalWords(
        "This form was not accepted", "This form is too old, or not ours. Please go back and try again."
    ),
    404: RefusalWords(
        "Page not found",
        "There is no page at this address, or it is open only to people who work on its repository.",
    ),
    405: RefusalWords("Not possible", "This address cannot be used like that."),
    413: RefusalWords("Too large", "This is more than the server accepts."),
    503: RefusalWords(
        "Please try again later",
        "GitHub cannot be asked just now what you may see here. Public pages still work.",
    ),
    500: RefusalWords(
        "Something broke", "The server made a mistake here. It has been noted; please try again later."
    ),
}
_OTHER = RefusalWords("Not possible", "The server cannot answer that.")
STORE_AWAY = RefusalWords(
    "Please try again later",
    "The server's database cannot be used just now. The log tells the operator why; nothing was changed.",
)


def refusal(
    status: int, *, as_page: bool, frame: Frame | None = None, words: RefusalWords | None = None
) -> web.Response:
    """Return the refusal with this status: HTML for people, JSON for programs. Nobody keeps it, since it says
    who is signed in, and another visitor may get a page there."""
    words = words or _WORDS.get(status, _OTHER)
    if as_page:
        response = render("refusal.html", words, frame, status=status)
    else:
        response = web.json_response({"error": words.text}, status=status)
    response.headers.update(PRIVATE)
    return response
