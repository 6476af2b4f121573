"""The feature itself."""

from bot.core.feature import Context, Feature, Nothing
from bot.core.messages import load

TEXT = load(f"{__package__}.messages")


Ctx = Context[Nothing]

feature = Feature(
    "help",
    summary="Says what you may do here, what the bot did here and why, and takes it back.",
    config=Nothing,
    always_on=True,
    needs={"issues": "write", "pull_requests": "write"},
    docs="""Always on. `/help` lists only what the person who asks may do on that issue or pull request.

`/undo` takes back what the bot did last on it, says what cannot be taken back, and keeps the bot from doing
the same there again by itself; a command still can.""",
)
