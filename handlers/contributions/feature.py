"""The declaration of the gate."""

from bot.community.contributions.config import FEATURE, Contributions
from bot.core.config.shared import Channels, Policy
from bot.core.feature import Context, Feature
from bot.core.keys import SectionKey, TimerKey
from handlers.contributions.rights import DRAFTS, rights, warnings

Ctx = Context[Contributions]
GATE_COMMENT = SectionKey("gate")
"""The sticky comment that says what a pull request lacks."""
REMINDER = SectionKey("gate-reminder")
BESIDE = SectionKey("gate-beside")
"""What the holder of an issue hears of somebody else's pull request."""
CLOCK = TimerKey("clock")
"""The timer of a pull request that waits: the draft, the reminder, the close."""
CHECK = "contributions"
"""The name of the check."""


feature = Feature(
    FEATURE,
    summary="Says kindly what a pull request lacks before it goes on, and lets it on by itself.",
    config=Contributions,
    also={"notify": Channels, "newcomers.policy": Policy},
    hears_commands=True,
    previews_pulls=True,
    config_warnings=warnings,
    rights_asked=rights,
    needs={"checks": "write", "contents": "read", "issues": "write", "pull_requests": "write"},
    may_use=(DRAFTS,),
    docs="""What a pull request needs is a fact of the platform: an issue that it is linked with (`require:
issue`), which a label or an assignment by a maintainer makes accepted, and which its author holds (`require:
claim`); not more open at once than `open_at_once`; the headings of the template; no issue that is `reserved`
for others. Whoever lacks something reads in one comment what it is, how to mend it and whom to ask; the check
`contributions` is neutral. As soon as it is there, also by something that happens elsewhere (the issue is
accepted, claimed, or free again; another pull request is merged), the comment and the check say so. A line
with `/claim` on the pull request claims the issue that it closes. What has passed is looked at again only
when the pull request itself changes. What waits there keeps nobody from its issue.

`exempt` names what needs no issue: changes of certain paths, or of few lines; people of a cohort, on its
days, if its list names them or somebody with the triage role has put them in by `/cohort`; people who have
had `trusted_after` changes merged with the owner, three changes of others that they reviewed counting as one,
or who are mentored on something that does not wait there.
`/vouch @login` makes somebody trusted here, and so does a line of `VOUCHED.td` (its denounced lines
are not read); after `/unvouch @login` the rules hold for them whatever else makes people trusted. People with
the triage role pass. `/gate open` and `/gate close` overrule all of it, and so do an approving review, a
reopening and a marking as ready by somebody with that role.

With `then: draft` what waits for a whole working day becomes a draft, once, and is marked ready when it
passes; never somebody's first pull request. GitHub lets an App do that only with `contents: write`, which
this one does not ask for; without it, or where the owner's plan has no drafts, the comment and the check are
all, and the maintainers are told once. With `close_after` a pull request that waits for its author, and on
which nothing is said for so long, is reminded of once and then closed; what it lacks opens it again, at most
twice. Where GitHub does not open it (its branch was force-pushed, or is gone), the comment asks for a new
one, in which all counts that was done. None is closed while a maintainer's decision or answer is waited for.

`bots` says what is asked of accounts of the type Bot and of those under `accounts.programs`. What authors
declare by `declared` (a field of the template, a trailer of the description) stands in the check.

Nothing is done about pull requests that were open before the section was in force under `mode: act`.""",
)
