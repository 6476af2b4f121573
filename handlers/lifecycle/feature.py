"""The feature and its config."""

from collections.abc import Iterator, Sequence

from bot.community.stale import VARIABLES, LifecycleSection
from bot.core.commands import Invocation, Refusal
from bot.core.config.base import TemplateFile
from bot.core.feature import Context, Feature, RepositoryConfig
from bot.core.messages import load
from bot.services.label_permission import label_refusal
from bot.services.templates.own_words import file_of

TEXT = load(f"{__package__}.messages")


Ctx = Context[LifecycleSection]


def _texts(repo: RepositoryConfig) -> Iterator[TemplateFile]:
    config = repo.section("lifecycle", LifecycleSection) or LifecycleSection()
    for number, policy in enumerate(config.stale):
        yield from file_of(policy.say, ("lifecycle", "stale", number, "say"), VARIABLES)


feature = Feature(
    "lifecycle",
    summary="Opens, closes and sorts issues and pull requests by command.",
    config=LifecycleSection,
    template_files=_texts,
    needs={"issues": "write", "pull_requests": "write"},
    docs="""What already is as a command wants it counts as done. Whoever asks in plain words to have an issue
closed is told once who can; whoever asks how something stands that is neither a case nor a claim, or how
their own pull request does, is told once a day who is assigned or asked to review. `plain_words: off` leaves
that out.

`/ready`, `/author` and `/blocked` set one of three labels and take the other two off. Unless
`waiting_on` names them, they are found by their usual names, such as `waiting on review`,
`S-waiting-on-author` and `status: blocked`.

`stale` lists policies for what nothing happens on; of each issue and pull request the first that fits counts,
and without one nothing is marked. Each morning of a working day, what has been idle for `after` gets the
`label` and a comment to its author, in words of your own (`say`, with `{{ author }}`, `{{ day }}` and `{{
label }}`) if you like, and with `close_after` it is closed so much later. Never what waits on the
maintainers: what others said last, what nobody answered, an approved pull request; nor an open support case,
what has the label `lifecycle/frozen`, and what somebody took the label off. Any word of a person, or a push,
takes label and comment away. What was said before the bot came is known after `stewardbot backfill`.""",
)


async def permitted(labels: Sequence[str], call: Invocation, ctx: Ctx) -> None:
    """Refuse what `labels.restricted` keeps from this person: all of the labels, or none is touched."""
    for label in labels:
        if refusal := await label_refusal(label, call, ctx):
            raise Refusal(refusal.reason)
