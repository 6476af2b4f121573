"""The declaration of the feature, and who is the mentor on a subject."""

from collections.abc import Iterator

from bot.community.channels import NEWCOMERS, channel
from bot.community.newcomers.journey import NewcomersConfig
from bot.community.newcomers.mentor import FEATURE, Mentors
from bot.core.config.shared import Channels
from bot.core.feature import ConfigWarning, Context, Feature, Grant, RepositoryConfig
from bot.core.model import User, same
from bot.services.mentoring.mentorships import Mentorships
from bot.services.mentoring.messages import TEXT


def unheard(repo: RepositoryConfig) -> Iterator[ConfigWarning]:
    """Warn of mentors who are told nothing."""
    if repo.section("newcomers.mentors", Mentors) and not channel(repo, FEATURE, NEWCOMERS):
        yield ("newcomers", "mentors"), TEXT.mentors_unheard()


Ctx = Context[NewcomersConfig]

feature = Feature(
    FEATURE,
    section="newcomers",
    turned_on_by="newcomers.mentors",
    summary="Puts a mentor beside a newcomer, by topic and by who has room, and tells them privately when "
    "the newcomer may be stuck.",
    config=NewcomersConfig,
    config_warnings=unheard,
    also={"newcomers.mentors": Mentors, "notify": Channels},
    needs={"issues": "write", "pull_requests": "write", "checks": "read", "statuses": "read"},
    docs="""Mentors are those of `newcomers.mentors`, and whoever writes `/mentor me` (with topics and a
number for how many at a time, if they like); `/unmentor` ends it. Nobody is made a mentor by others. A
newcomer who claims an issue or opens a first pull request gets the mentor whose topics its title and labels
name and who has the least to do, within `capacity`. Nobody who is away (`/away` of a rota, `/mentor away`,
`away_until`) or whose account is gone is chosen. The place is free again when the claim ends without a pull
request, when the pull request is closed, and with the first merge, which both are thanked for. Further pull
requests of the same newcomer on the same day call nobody; they are looked after all the same.

In the morning of each working day the bot looks at what newcomers with a mentor have open. The mentor hears
in the private channel `notify.mentors` (else `notify.newcomers`) when the newcomer may be stuck: a question
without an answer for a working day, checks that are red a day after the last commit, or half a lease
(`newcomers.claims.lease`) without a sign of them while it is their move. That is never said in public, and at
most once a day for a newcomer and a subject; without a channel it is not said at all.""",
)


@feature.grant(Grant.MENTOR)
async def is_mentor_here(person: User, ctx: Ctx) -> bool:
    """Whether somebody is the mentor on this subject."""
    if ctx.subject is None:
        return False
    return any(same(mentor, person.login) for mentor, _ in (await Mentorships.of(ctx)).on(ctx.subject.number))
