"""The feature and its config."""

from collections.abc import Sequence

from bot.core.commands import Invocation, Refusal
from bot.core.config.shared import LifecycleConfig
from bot.core.feature import Context, Feature
from bot.core.messages import load
from bot.services.label_permission import label_refusal

TEXT = load(f"{__package__}.messages")


Ctx = Context[LifecycleConfig]

feature = Feature(
    "lifecycle",
    summary="Opens, closes and sorts issues and pull requests by command.",
    config=LifecycleConfig,
    needs={"issues": "write", "pull_requests": "write"},
    docs="""What already is as a command wants it counts as done. Whoever asks in plain words to have an issue
closed is told once who can; whoever asks how something stands that is neither a case nor a claim, or how
their own pull request does, is told once a day who is assigned or asked to review. `plain_words: off` leaves
that out.

`/ready`, `/author` and `/blocked` set one of three labels and take the other two off. Unless
`waiting_on` names them, they are found by their usual names, such as `waiting on review`,
`S-waiting-on-author` and `status: blocked`.""",
)


async def permitted(labels: Sequence[str], call: Invocation, ctx: Ctx) -> None:
    """Refuse what `labels.restricted` keeps from this person: all of the labels, or none is touched."""
    for label in labels:
        if refusal := await label_refusal(label, call, ctx):
            raise Refusal(refusal.reason)
