"""The declaration of the feature, and who belongs to a rota."""

from bot.community.communities import Communities
from bot.community.steward import FEATURE, Rotas, StewardConfig, people_of, remarks
from bot.core.config.shared import Channels
from bot.core.feature import Context, Feature, Grant
from bot.core.messages import load
from bot.core.model import User, contains
from handlers.steward.dates import late_starts

TEXT = load(f"{__package__}.messages")


Ctx = Context[StewardConfig]

feature = Feature(
    FEATURE,
    summary="Gives every support case to the person on duty, and hands it on when they cannot take it.",
    config=StewardConfig,
    hears_commands=True,
    also={"rotas": Rotas, "communities": Communities, "notify": Channels},
    config_warnings=remarks,
    dated_warnings=late_starts,
    needs={"issues": "write", "members": "read"},
    docs="""A support case is an issue with the support label of `triage.labels`, one that triage's rule
takes for a support question, or one somebody calls a case with `/support` or `/route`. `routes` send it
to a rota, a person or a team by its labels, its text, the paths it names or the community it comes from; a
community's contact is asked first. Otherwise it is assigned to the person on duty who has the least to do,
and one comment says who has it, and by when they should reply if the file names `answer_within`: no default
is promised to anybody. It is edited with everything that changes this: who has replied on which day, that it
is closed, or open again. A comment that called somebody is folded once it is not so any more. A date is told
by the reporter's clocks where the file knows them, and never moves later.
Of one person without the triage role three questions a day are given out at once; the others wait for the
next working days, and say so.

A word by them or by a maintainer acknowledges it; so do `/ack` and a reaction. It answers unless it says no
more than thanks, or that they look at it later ("I'll look at this tomorrow"); `/why` tells which. A reporter
who writes again after an answer waits for one again; one who writes that it works settles the case, and
nothing is due. Halfway through `acknowledge_within` they are reminded once, through the channel
`notify.stewards` where there is one. When the time passes without a word, the case goes to another person on
duty or the incoming one, once, and after that to `otherwise` alone. When the time for an answer has passed,
the reporter is told so, with an apology and no new date, and no clock runs any more; once a month they hear
that it still waits. All of this happens while whoever is called is at work. No clock runs while the reporter
is asked for something. What a bot opened is a case once a
person labels it so, or says so by command. Closing resolves a case, reopening
opens it again; taking the label off, or a type that is no question, ends it. With `pin: true` the comment
that says who has it is pinned to the top of the issue, once, unless people have pinned another.

At the end of a shift open cases pass to whoever begins, with a written hand-over: a new issue, or a
comment on `handover.issue`. Where the section `digest` and the channel `notify.stewards` are there, they read
what they take over in that channel as well, in the morning of their own zone. `/away`, `/cover` and `/swap`
change the rota; a file in the owner's `.github` repository makes one rota for all its repositories.""",
)


@feature.grant(Grant.ROTA)
async def is_on_a_rota(person: User, ctx: Ctx) -> bool:
    """Whether somebody belongs to one of the repository's rotas."""
    return contains(people_of(ctx.repo), person.login)
