"""Faults on demand: what goes wrong between the bot and GitHub, once or often, where a test asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto


class Fault(Enum):
    """What can go wrong with a request."""

    SECONDARY_LIMIT = auto()
    """403 with Retry-After."""
    SECONDARY_LIMIT_BARE = auto()
    """403 whose message alone tells that it is a limit."""
    PRIMARY_LIMIT = auto()
    """403 with no requests remaining and the time of the reset."""
    TOO_MANY = auto()
    """429 with Retry-After."""
    BAD_GATEWAY = auto()
    """502 with a page of HTML."""
    SERVER_ERROR = auto()
    """500."""
    UNICORN = auto()
    """520, which no standard knows."""
    UNAUTHORIZED = auto()
    """401."""
    LOST_REQUEST = auto()
    """No answer; nothing was done."""
    LOST_ANSWER = auto()
    """No answer; all was done."""
    RESET = auto()
    """The connection is reset; nothing was done."""
    SLOW = auto()
    """All is done, but the answer comes only after `delay` seconds."""
    FORBIDDEN = auto()
    """403: the App lacks the right (over GraphQL, an error of that type)."""
    INVALID = auto()
    """422: what was sent is refused (over GraphQL, an error of that type)."""
    MISSING = auto()
    """404 in GitHub's form, from a gateway or a replica that lags; nothing was done."""
    PROXY_LOGIN = auto()
    """407 of a proxy."""
    REQUEST_TIMEOUT = auto()
    """408 of a proxy."""
    CONFLICT = auto()
    """409, in GitHub's form, where GitHub documents none."""
    TOO_EARLY = auto()
    """425 of a proxy."""
    FORBIDDEN_PAGE = auto()
    """403 with a page of HTML, as a firewall answers."""
    MISSING_PAGE = auto()
    """404 with a page of HTML, as a gateway answers."""
    FOREIGN_REDIRECT = auto()
    """302 to a page for logging in on another host."""
    HTML_PAGE = auto()
    """200 with a page of HTML, as a captive portal answers; nothing was done."""
    EMPTY_ANSWER = auto()
    """All is done, but the body of the answer is lacking."""
    WRONG_SHAPE = auto()
    """All is done, but a list comes where an object belongs, and an object where a list does."""
    HALF_ANSWER = auto()
    """All is done, but the second half of the body is lacking."""
    BOMB = auto()
    """200 with a hundred megabytes of JSON, packed."""


SPOILT = frozenset({Fault.EMPTY_ANSWER, Fault.WRONG_SHAPE, Fault.HALF_ANSWER})
"""All was done, and GitHub's answer comes, but not as it was sent."""
AFTERWARDS = SPOILT | {Fault.LOST_ANSWER, Fault.SLOW}
"""What goes wrong only when all was done."""


@dataclass
class ScriptedFault:
    """One fault waiting for its requests. `after` matching requests pass unharmed first."""

    method: str
    path: re.Pattern[str]
    fault: Fault
    times: int
    after: int
    retry_after: int
    delay: float = 0.0
    writes: bool = False


@dataclass
class Faults:
    """The faults to come; of several that match, the one scripted first happens."""

    pending: list[ScriptedFault] = field(default_factory=list)

    def next(
        self,
        method: str,
        path: str,
        fault: Fault,
        times: int = 1,
        after: int = 0,
        retry_after: int = 60,
        delay: float = 30.0,
        writes: bool = False,
    ) -> None:
        """Let `fault` happen to the next `times` requests of a method (`*` is any) whose path matches the
        regular expression `path`. `retry_after` and `delay` in seconds. `writes`: only requests that are
        to change something, as a question in GraphQL is not."""
        pattern = re.compile(path)
        scripted = ScriptedFault(method.upper(), pattern, fault, times, after, retry_after, delay, writes)
        self.pending.append(scripted)

    def clear(self) -> None:
        """All is well again."""
        self.pending.clear()

    def take(self, method: str, path: str, *, writes: bool = True) -> ScriptedFault | None:
        """The fault that happens to this request, which `writes` or asks."""
        for fault in self.pending:
            if fault.writes and not writes:
                continue
            if fault.method in ("*", method.upper()) and fault.path.search(path):
                if fault.after > 0:
                    fault.after -= 1
                    continue
                fault.times -= 1
                if fault.times <= 0:
                    self.pending.remove(fault)
                return fault
        return None
