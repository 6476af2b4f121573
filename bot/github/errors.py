"""What can go wrong between us and GitHub, by what it means for whoever asked."""

from __future__ import annotations

from datetime import datetime

LONGEST_LINE = 200


class GitHubError(Exception):
    """A request that did not succeed.

    `status` is GitHub's (0: no answer came), `message` one line fit to be shown, `maybe_applied` whether
    the request may have been carried out all the same, `request` what was sent (`GET /app`).
    """

    request = ""

    def __init__(self, message: str, *, status: int = 0, maybe_applied: bool = False) -> None:
        self.message = one_line(message) or f"GitHub answered {status}"
        super().__init__(self.message)
        self.status = status
        self.maybe_applied = maybe_applied


class Limited(GitHubError):
    """One of GitHub's limits: nothing was done; nothing more of `resource` (empty: nothing at all) before
    `until` (UTC)."""

    def __init__(self, message: str, *, until: datetime, resource: str, status: int = 0) -> None:
        super().__init__(message, status=status)
        self.until = until
        self.resource = resource


class Gone(GitHubError):
    """404 or 410: it does not exist, or not for us."""


class RequestRefused(GitHubError):
    """Understood and refused (403, 422 …): asking again changes nothing."""


class Unauthorized(GitHubError):
    """Our credentials open nothing. `installation_lost`: this installation is gone or suspended; otherwise
    it is the App's own key (or its clock) that GitHub does not accept."""

    def __init__(self, message: str, *, status: int = 401, installation_lost: bool = False) -> None:
        super().__init__(message, status=status)
        self.installation_lost = installation_lost


class Outage(GitHubError):
    """No answer of GitHub's for now: 5xx, a time-out, what somebody in between says, what cannot be read.

    Also a "no" that wants a second one: not to be asked before `until` (UTC).
    """

    def __init__(
        self, message: str, *, status: int = 0, maybe_applied: bool = False, until: datetime | None = None
    ) -> None:
        super().__init__(message, status=status, maybe_applied=maybe_applied)
        self.until = until


class TooLate(GitHubError):
    """The request's deadline passed before it was sent: nothing was done."""


def one_line(text: str) -> str:
    """Return foreign text as one printable line of at most `LONGEST_LINE` characters."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


class Absent(GitHubError):
    """A write that may have been made before is not found, which alone is no reason to send it again."""
