"""`/document`: what was asked and answered here becomes an issue for the documentation."""

from bot.community.issue_kind import Kind
from bot.community.triage import label_for
from bot.core.commands import CommandResult, Example, Invocation, Refusal, nothing
from bot.core.effects import OpenIssue
from bot.core.feature import TRIAGE
from bot.core.keys import SectionKey, section_key
from bot.core.markdown import Markdown, address, bare, escape, has_words, joined, plain_title
from bot.core.memory import Memory, Moment
from bot.core.model import Comment, Subject
from handlers.triage.feature import TEXT, Ctx, feature

DOCUMENT = SectionKey("document-")
DOCUMENTED = Memory(feature.name, "documented", Moment)
"""The fact that a subject has its issue for the documentation: there is one of it, ever."""
TITLE = 200
EXCERPT = 300
"""Characters of the question's title, and of its answer, that the new issue shows."""


@feature.command(
    "document",
    help="Opens an issue for the docs with this question and its answer, offered to the asker first.",
    who=TRIAGE,
    on="issue",
    examples=[Example("/document", "the answer given here is to be documented")],
)
async def document(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Open the issue, once; GitHub links it from here."""
    nothing(call)
    subject = ctx.current
    if await DOCUMENTED.exists(ctx.records, ctx.subject_scope):
        raise Refusal(TEXT.documented_already())
    answer = await _answer(subject, ctx)
    if answer is None:
        raise Refusal(TEXT.no_answer())
    existing = await ctx.label_names()
    label = label_for(Kind.DOCS, ctx.config, existing)
    return [
        DOCUMENTED.claim(call.ref, ctx.subject_scope, ctx.now, release_if_dead=True),
        OpenIssue(
            subject=ctx.repository.full_name,
            title=TEXT.document_title(title=plain_title(subject.title, TITLE)),
            body=_body(subject, answer, call),
            labels=(label,) if label else (),
            key=section_key(DOCUMENT, subject.number),
        ),
    ]


async def _answer(subject: Subject, ctx: Ctx) -> Comment | None:
    """Return the last word of a person who is not the asker."""
    answers = [
        comment
        for comment in await ctx.github.comments(subject.number)
        if comment.author.id not in (subject.author.id, ctx.me.id)
        and not comment.author.is_bot
        and has_words(comment.body)
    ]
    return answers[-1] if answers else None


def _body(subject: Subject, answer: Comment, call: Invocation) -> Markdown:
    words = "\n".join(line for line in answer.body.splitlines() if not line.startswith(("/", ">")))
    text = TEXT.document(
        ref=bare(call.ref),
        asker=escape(subject.author.login),
        title=escape(subject.title, TITLE),
        answerer=escape(answer.author.login),
        answer=TEXT.answer_link(url=address(answer.html_url)) if answer.html_url else TEXT.answer(),
        words=escape(words, EXCERPT),
    )
    if not subject.author.is_person:
        return text
    return joined([text, TEXT.offer(login=bare(subject.author.login))], "\n\n")
