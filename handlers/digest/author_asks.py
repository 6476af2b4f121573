"""The author of a pull request asks how it stands: told once that it waits for the maintainers."""

from bot.community.channels import letter_place
from bot.community.plain_words import Meaning, Speaker, ThreadKind, hear
from bot.community.waiting import WORDS, may_wait
from bot.core.effects import Effects, say
from bot.core.events import CommentEvent
from bot.core.keys import SectionKey
from bot.core.markdown import bare
from bot.core.memory import Memory
from bot.core.messages import load
from bot.core.model import User
from bot.core.states import PlainWords
from handlers.digest.feature import Ctx, feature

TEXT = load(__name__)

ANSWER = SectionKey("waits-for-us")
ANSWERED = Memory(feature.name, "waits-for-us", bool)
"""In the subject's scope: its author has heard that it waits for the maintainers."""


@feature.on("issue_comment.created")
async def author_asks(event: CommentEvent, ctx: Ctx) -> Effects:
    """Answer once, while nobody who looks after the repository has said a word."""
    author, subject = event.comment.author, ctx.current
    theirs = subject.author.id == author.id == event.sender.id and not author.is_bot
    if not theirs or not subject.is_pull_request or not may_wait(subject, None):
        return ()
    if ctx.repo.plain_words is PlainWords.OFF or not _asks(event, ctx):
        return ()
    if await ANSWERED.exists(ctx.records, ctx.subject_scope) or await _is_answered(author, ctx):
        return ()
    words = TEXT[ctx.language]
    waits = words.waits_and_is_listed if letter_place(ctx.repo) else words.waits
    because = f"{author.login} asked how it stands, and no maintainer has written here yet"
    return [
        ANSWERED.claim(event.ref, ctx.subject_scope, True, release_if_dead=True),
        say(event.ref, ANSWER, waits(login=bare(author.login)), because=because),
    ]


def _asks(event: CommentEvent, ctx: Ctx) -> bool:
    meaning = hear(event.comment.body, Speaker.AUTHOR, ThreadKind.PULL_REQUEST, ctx.me.login)
    return meaning is Meaning.ANY_UPDATE


async def _is_answered(author: User, ctx: Ctx) -> bool:
    """Return whether somebody with the triage role has spoken here, or the author is one of them."""
    deeds = await ctx.deeds_on(ctx.current.number, what=WORDS)
    speakers = {User(id=deed.person_id, login=deed.person) for deed in deeds if deed.person_id != author.id}
    for person in (author, *sorted(speakers, key=lambda person: person.id)):
        if await ctx.may_triage(person):
            return True
    return False
