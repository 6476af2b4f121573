"""The declaration of the feature, and who has claimed an issue."""

from bot.community.newcomers.claim_state import FEATURE
from bot.community.newcomers.claims_config import Claims
from bot.community.newcomers.journey import NewcomersConfig
from bot.core.feature import Context, Feature, Grant
from bot.core.model import User
from bot.services.claims.claim_decision import claim_state_of

Ctx = Context[NewcomersConfig]

feature = Feature(
    FEATURE,
    section="newcomers",
    turned_on_by="newcomers.claims",
    summary="Lets people claim an issue for a while, and keeps a place for those who are next.",
    config=NewcomersConfig,
    also={"newcomers.claims": Claims},
    hears_commands=True,
    needs={"issues": "write", "pull_requests": "read"},
    docs="""A claim lasts for `newcomers.claims.lease`; any word of the claimant on the issue or on their pull
request, a commit, or a linked pull request renews it, and no clock runs while their pull request is open. A
merged change that closes the issue ends the claim. Whoever says that they wait for an employer or for
permission keeps it four leases long. A quarter of the lease before its end there is one reminder, unless
GitHub links an open pull request of theirs with the issue, also one in another repository that the App sees;
without a word the issue is freed, with thanks. The next of the waitlist has a day to say `/claim`.

A pair shares a claim: a word or a pull request of one of them counts for both. What is kept for a cohort is
claimed by its people.

One comment, edited in place, says who has the issue, also where GitHub does not let them be assigned. On an
issue with a checklist people claim single lines. Maintainers always win: whoever they assign has it without a
clock, whoever they take off has it no longer. What is assigned, to a person or a bot, is not free; whoever is
assigned may let go with `/unclaim`.

`newcomers.claims.labels` names labels of which an issue needs one to be claimed, `except_labels` those of
which it may have none, and `words` whole lines that mean `/claim` as well, such as `.take`.

With the key `newcomers.claims` in the file, a bare `/assign` by somebody without a role is a claim, and
somebody who offers in plain words ("Can I take this?", or `take` on a line of its own) is told of `/claim`
once; not on a support case, and not its reporter. With `plain_words: act` an offer claims. Whoever asks
whether somebody works on it is told who has it. A claimant who gives up in words ("someone else can have it")
frees the issue at the end of the next working day, unless a word follows or a pull request is open; words in
doubt ("no time now") get one hint. A claimant who is stuck gets the mentor told in private. With
`plain_words: off` nothing is heard.""",
)


@feature.grant(Grant.CLAIMANT)
async def has_claimed(person: User, ctx: Ctx) -> bool:
    """Whether somebody has claimed this issue, or a line of it."""
    if ctx.subject is None:
        return False
    state = await claim_state_of(ctx, ctx.subject.number)
    return any(holder.id == person.id for holder in state.holders)
