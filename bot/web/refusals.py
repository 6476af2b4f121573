"""Why the door does not take a request."""


class RefusedDelivery(Exception):
    """The HTTP status, and the reason in plain words."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Overloaded(RefusedDelivery):
    """There is no room for it just now; nothing is wrong with it."""

    def __init__(self) -> None:
        super().__init__(503, "too much is arriving at once; please send it again")


def too_large() -> RefusedDelivery:
    """Return the refusal of a body over GitHub's own limit."""
    return RefusedDelivery(413, "the body is larger than 25 MB")
