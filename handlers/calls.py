"""Calls that waited for the working hours of whom they call."""

from bot.core.effects import Effects, Notify, PostComment, SetTimer
from bot.core.feature import Context, Feature, Nothing, Wake
from bot.services.calls import DEFERRED, FEATURE, next_call

feature = Feature(
    FEATURE,
    summary="Calls people in their working hours: what comes at another time waits until they begin.",
    config=Nothing,
    always_on=True,
    needs={"issues": "write", "pull_requests": "write"},
    docs="""Working hours are those of the people in the repository's file (`timezone`, `hours`,
`working_days`), and the repository's own for everybody else. What waits is dropped where the issue or pull
request is closed meanwhile.""",
)


@feature.timer(DEFERRED)
async def call(event: Wake, ctx: Context[Nothing]) -> Effects:
    """Call them now, unless all is over there; who is away by now, once they are back."""
    if ctx.subject is not None and not ctx.subject.is_open:
        return ()
    due = await next_call(ctx, str(event.data.get("whom", "")))
    if due > ctx.now:
        return [SetTimer(subject=ctx.ref, key=event.timer, due=due, data=event.data)]
    kind = Notify if event.data["kind"] == "notify" else PostComment
    return [kind.model_validate(event.data["call"])]
