"""The declaration of the feature."""

from collections.abc import Iterator

from bot.community.channels import letter_place
from bot.core.config.shared import Channels, Digest
from bot.core.feature import ConfigWarning, Context, Feature, RepositoryConfig
from bot.core.messages import load
from bot.core.permissions import OptionalRight

TEXT = load(f"{__package__}.messages")


def unread(repo: RepositoryConfig) -> Iterator[ConfigWarning]:
    """Warn of a letter that somebody wishes for and that has nowhere to go."""
    digest = repo.section("digest", Digest)
    if digest is not None and digest.model_fields_set and not letter_place(repo):
        yield ("digest",), TEXT.unread()


Ctx = Context[Digest]


feature = Feature(
    "digest",
    summary="Writes the maintainers one letter a week: what they can decide, what waits on them, other news.",
    config=Digest,
    also={"notify": Channels},
    config_warnings=unread,
    needs={"issues": "write", "pull_requests": "write"},
    may_use=(
        OptionalRight(
            "actions", "read", "the digest names pull requests whose workflow runs wait for approval"
        ),
    ),
    docs="""All regular news of all features is one letter of at most 15 lines: first up to three decisions,
each done with one click or one word, then the rest by feature; what is left out is counted. It is a comment
on `digest.issue`, else a message to the first of the private channels `notify.maintainers`, `notify.ladder`
and `notify.newcomers`; where there is neither, nothing is written. What is about a person (who may be ready
for a role, who was not seen for long) is told in the channel alone, also where there is an issue. Of a
private repository a channel hears nothing that names anything of it.

What waits on the maintainers are open pull requests of newcomers (fewer than three merged here, and not here
before the bot) and support questions whose last human word is not a maintainer's: somebody with the triage
role, or whoever has the support case; and issues that somebody works on and asked something about. An
approved pull request is listed until it is merged. Drafts, and what is labelled as waiting for its author,
are not. Nobody is named there, and nobody is ranked.

New issues that are very much like an older one are listed with it, the three likest: open, or "answered in
#12". Nothing is said on them, and nothing is closed.

The author of a pull request who asks how it stands ("any update?", "is there anything I should change?")
before any maintainer has written there is told once that it waits for the maintainers, not for them.

One comment on the issue is edited each time; with `new_comment: true` each letter is a new one and the one
before is folded away.

Where the App has the permission `actions: read`, which it does not ask for, the letter also names the open
pull requests whose workflows wait for a maintainer's approval, as those of first-time contributors do. The
bot never approves one.""",
)
