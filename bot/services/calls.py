"""Calls: when somebody may be called, and how often others may have them called on a day.

A call outside somebody's working hours waits for them. Whom somebody without a role has called is counted by
their account, in this repository, by the repository's day: whoever opens much calls nobody more often. What
is not called for is done all the same; it is the notification that waits or is left out. What is told in
private about an issue or pull request bears its title, and a link that works in e-mail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, Self, get_args

from bot.community.channels import notify
from bot.core.context import Surroundings
from bot.core.effects import AnyEffect, Notify, PostComment, Remember, SetTimer
from bot.core.keys import TimerKey, timer_key
from bot.core.markdown import Markdown, address, escape
from bot.core.memory import Memory
from bot.core.messages import load
from bot.core.model import Subject, User, Value
from bot.services.rotas import hours_of

TEXT = load(__name__)

Called = Literal["mentor", "stuck", "steward", "escalation", "partner", "holder"]
MOST: Mapping[Called, int] = {**dict.fromkeys(get_args(Called), 1), "steward": 3}
"""Calls on one day: for a mentor to stand by, and to help whoever is stuck; for a steward, for whoever is
above them, and for a partner in a claim; of the holder of an issue, about others' changes. A mentor stands by
a person, not by each of their pull requests; two or three questions a day are honest ones, and each has its
steward."""


class DayOfCalls(Value):
    """How often somebody was called for on the latest day on which they were."""

    day: date
    count: int


FEATURE = "calls"
DEFERRED = TimerKey("deferred")
"""The timer of a call that waits for somebody's working hours, `deferred:<what it is about>`."""
ABSENT = timedelta(days=7)
"""Who is away without end is looked for again so much later."""
CALLS = Memory(FEATURE, "", DayOfCalls)
"""In the repository's scope, by who is called and the id of the person for whom."""


@dataclass(frozen=True)
class CallQuota:
    """Whether one more call may be made for a person today."""

    ctx: Surroundings
    memory: Memory[DayOfCalls]
    today: DayOfCalls
    is_left: bool

    @classmethod
    async def of(cls, ctx: Surroundings, called: Called, person: User, *, for_all: bool = False) -> Self:
        """Read it. Whoever has the triage role is asked about only once it is used up, and may go on, unless
        it holds `for_all`."""
        memory, day = CALLS.of(called, person.id), ctx.today
        stored = await memory.read(ctx.records, ctx.repo_scope)
        today = stored if stored is not None and stored.day == day else DayOfCalls(day=day, count=0)
        is_left = today.count < MOST[called] or (not for_all and await ctx.may_triage(person))
        return cls(ctx, memory, today, is_left)

    def spend(self, ref: str) -> Remember:
        """Return the effect that counts one call."""
        spent = self.today.model_copy(update={"count": self.today.count + 1})
        return self.memory.remember(ref, self.ctx.repo_scope, spent)


async def next_call(ctx: Surroundings, login: str) -> datetime:
    """Return when somebody may be called: now if they are at work, else when they next begin (UTC); nobody is
    in a quiet time."""
    try:
        return (await hours_of(ctx, login)).next_start(ctx.may_call_at)
    except ValueError:
        return ctx.now + ABSENT


async def in_working_hours(
    ctx: Surroundings, login: str, calls: Sequence[AnyEffect], feature: str, about: str
) -> list[AnyEffect]:
    """Return these comments and messages of a feature that call somebody; or, outside their working hours,
    the timers by which they are called when they next begin. A later call `about` the same replaces one that
    waits."""
    due = await next_call(ctx, login)
    if due <= ctx.now:
        return list(calls)
    return [
        SetTimer(
            subject=call.subject,
            feature=FEATURE,
            key=timer_key(DEFERRED, feature, about, number),
            due=due,
            data={
                "kind": call.effect,
                "whom": login,
                "call": call.model_copy(update={"feature": feature}).model_dump(mode="json"),
            },
        )
        for number, call in enumerate(calls)
        if isinstance(call, Notify | PostComment)
    ]


def tell_privately(
    ctx: Surroundings, text: Markdown, because: str, *keys: str, subject: Subject | None = None
) -> list[AnyEffect]:
    """Return the message to the channel of the first of these keys that `notify` has, about a subject (that
    of the event, unless told otherwise); nothing if there is no channel."""
    about = subject or ctx.subject
    ref = ctx.repository.ref_of(about.number) if about is not None else ctx.repository.full_name
    return notify(ctx.repo, ref, addressed(ctx, text, about), because, *keys)


def addressed(ctx: Surroundings, text: Markdown, about: Subject | None) -> Markdown:
    """Return a message with the title of a subject and a link; of a private repository neither is told."""
    if about is None or ctx.repository.private:
        return text
    return TEXT.addressed(text=text, title=escape(about.title, 60), link=issue_page(ctx, about.number))


def issue_page(ctx: Surroundings, number: int) -> Markdown:
    """Return the whole address of an issue or pull request of this repository."""
    return address(f"{ctx.page}/issues/{number}")
