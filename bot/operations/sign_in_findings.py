"""Whether people can sign in to the pages, and how to put right what keeps them from it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.operations.diagnostics import Finding, Status
from bot.settings import Settings
from bot.web.sign_in.sessions import LOOPBACK


def of_sign_in(chosen: Settings) -> Iterator[Finding]:
    """Return what is to be said of the settings for signing in; nothing where none of them is set."""
    if missing := chosen.missing_for_sign_in:
        statement = f"nobody can sign in without {' and '.join(missing)}"
        yield Finding(Status.DOUBT, "sign-in", statement, "Set all three, or none of them.")
    if chosen.sign_in is None:
        return
    place = urlsplit(chosen.public_url or "")
    if not place.hostname:
        fix = "Set PUBLIC_URL; until then GitHub sends people to the first callback URL on the App's page."
        yield Finding(Status.DOUBT, "sign-in", "set up, but PUBLIC_URL is not set", fix)
    elif place.scheme == "http" and place.hostname not in LOOPBACK:
        fix = "Serve the pages over https, and let PUBLIC_URL begin with it: browsers keep no cookie else."
        yield Finding(Status.DOUBT, "sign-in", "PUBLIC_URL begins with http", fix)
    else:
        yield Finding(Status.FINE, "sign-in", f"set up; its callback URL is {chosen.public_url}/callback")
    if chosen.session_secret_old is not None:
        fix = "Take SESSION_SECRET_OLD away a day after the change; at once if it has leaked."
        yield Finding(Status.DOUBT, "sign-in", "the old session secret is accepted as well", fix)
