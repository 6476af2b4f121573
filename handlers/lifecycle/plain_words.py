"""Somebody asks in plain words to have an issue closed: who can do so is told, and nothing is closed."""

from bot.community.plain_words import Meaning, Speaker, ThreadKind, hear
from bot.core.effects import Effects, say
from bot.core.events import CommentEvent
from bot.core.keys import SectionKey
from bot.core.markdown import bare
from bot.core.memory import Memory
from bot.core.messages import load
from bot.core.permissions import Role
from bot.core.states import PlainWords
from handlers.lifecycle.feature import Ctx, feature

TEXT = load(__name__)

ANSWER = SectionKey("who-closes")
ANSWERED = Memory(feature.name, "who-closes:", bool)
"""In the subject's scope, by a person's id: they were told who can close it."""


@feature.on("issue_comment.created")
async def plain_words(event: CommentEvent, ctx: Ctx) -> Effects:
    """Tell a person once who can close this."""
    author, subject = event.comment.author, ctx.current
    nobody = author.is_bot or author.is_ghost or event.sender.id != author.id
    if nobody or subject.is_pull_request or not subject.is_open or ctx.repo.plain_words is PlainWords.OFF:
        return ()
    own = author.id == subject.author.id
    speaker = Speaker.AUTHOR if own else Speaker.OTHER
    meaning = hear(event.comment.body, speaker, ThreadKind.ISSUE, ctx.me.login)
    answered = ANSWERED.of(author.id)
    if meaning is not Meaning.CLOSE_PLEASE or await answered.exists(ctx.records, ctx.subject_scope):
        return ()
    if await ctx.github.role_of(author) >= Role.TRIAGE:
        return ()
    words = TEXT[ctx.repo.language]
    text = (words.close_yourself if own else words.who_closes)(login=bare(author.login))
    return [
        say(event.ref, ANSWER, text, because=f"{author.login} asked to have this closed", outdates=ANSWER),
        answered.remember(event.ref, ctx.subject_scope, True),
    ]
