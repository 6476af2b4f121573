"""What somebody wants who pressed a button on a page: kept until the road decides it as theirs."""

from enum import StrEnum

from bot.core.model import User, Value


class Button(StrEnum):
    """What buttons can do."""

    UNDO = "undo"
    """Take back what the bot did last on a subject."""
    PAUSE = "pause"
    """Silence the bot in the repository."""
    QUIET = "quiet"
    """Keep the bot from speaking of its own accord there."""
    RESUME = "resume"
    """End either."""
    REPLAY = "replay"
    """Have a delivery decided again."""
    FIRST_ISSUE = "first_issue"
    """Mark an issue as a good first one."""
    NO_FIRST_ISSUE = "no_first_issue"
    """Take that mark off, or turn the proposal down."""
    TAKE_GUESS = "take_guess"
    """Set the label of the guess that is shown for an issue."""


COMMANDS = {
    Button.UNDO: "/undo",
    Button.PAUSE: "/bot pause",
    Button.QUIET: "/bot quiet",
    Button.RESUME: "/bot resume",
    Button.TAKE_GUESS: "/triage ok",
    Button.FIRST_ISSUE: "/good-first-issue",
    Button.NO_FIRST_ISSUE: "/remove-good-first-issue",
}
"""The command that a button stands for; a page gives no other."""
OF_SUBJECT = frozenset({Button.UNDO, Button.TAKE_GUESS, Button.FIRST_ISSUE, Button.NO_FIRST_ISSUE})
"""Buttons that concern one issue or pull request."""


class ButtonPress(Value):
    """What an account wants done that pressed one. `delivery`: the GUID of what is to be replayed."""

    account_id: int
    login: str
    button: Button
    delivery: str = ""

    @property
    def account(self) -> User:
        """The account; its role is asked by both, so that nobody acts under a login that was theirs."""
        return User(id=self.account_id, login=self.login)
