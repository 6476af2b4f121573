"""A new issue as its repository and its author let it be read: its kind, what it lacks, whether it is a case.

Whoever has the triage role knows what they write: nobody asks them for a version, and their question about
the project's design is no support case, unless a label, the issue's type or a command says so.
"""

from collections.abc import Collection, Iterator, Sequence

from bot.community import forms
from bot.community.forms.templates import questions_of, without_template
from bot.community.issue_kind import Kind, KindMatch, common_headings, showing_headings
from bot.community.missing_info import MissingInfo, missing_info
from bot.community.steward import opens_case, support_label
from bot.community.triage import TriageConfig, kind_of_subject
from bot.core.context import Surroundings
from bot.core.model import Subject
from bot.insight.learning import IssueDocument
from bot.insight.learning.documents import HEADING, NO_HEADING
from bot.services.newcomer_check import is_guest
from bot.services.templates.forms import templates_for

MOST_HEADINGS, _LONG_HEADING, _MUCH_CODE = 30, 60, 1_000
ISSUES = 100
"""So many of the newest issues tell which headings show nothing."""


async def as_written(subject: Subject, ctx: Surroundings) -> Subject:
    """Return a subject without what the repository's form or template brought into its text, and with the
    questions of the form it was written with. An issue without any heading was written with none."""
    plain = not subject.is_pull_request and not forms.parse(subject.body).fields
    if plain or not subject.body.strip():
        return subject
    templates = await templates_for(subject, ctx)
    body, questions = without_template(subject.body, templates), questions_of(subject.body, templates)
    return subject.model_copy(update={"body": body, "questions": questions})


async def kind_of_issue(subject: Subject, config: TriageConfig, ctx: Surroundings) -> KindMatch | None:
    """Return the kind a new issue should be given, and what shows it."""
    if subject.is_pull_request:
        return None
    subject = await as_written(subject, ctx)
    match = kind_of_subject(subject, config, await _common(subject, ctx))
    if match is None or match.kind is not Kind.SUPPORT or subject.type is not None:
        return match
    if await _knows_the_project(subject, ctx):
        return None
    return match


async def missing_in(
    subject: Subject, config: TriageConfig, ctx: Surroundings, labels: Collection[str] = ()
) -> MissingInfo | None:
    """Return what is lacking in what was opened, and what its author should be asked for."""
    if not config.needs_info:
        return None
    subject = await as_written(subject, ctx)
    lack = missing_info(subject, config, labels, await _common(subject, ctx))
    return None if lack and await _knows_the_project(subject, ctx) else lack


async def why_case(subject: Subject, ctx: Surroundings) -> str | None:
    """Return why a new issue is a support case; None if it is none."""
    subject = await as_written(subject, ctx)
    because = opens_case(ctx.repo, subject, await _common(subject, ctx))
    if because is None or support_label(ctx.repo, subject.labels) or subject.type is not None:
        return because
    return None if await _knows_the_project(subject, ctx) else because


async def _knows_the_project(subject: Subject, ctx: Surroundings) -> bool:
    if await is_guest(subject, ctx.repository, ctx.records):
        return False
    return await ctx.may_triage(subject.author)


async def _common(subject: Subject, ctx: Surroundings) -> frozenset[str]:
    if not showing_headings(subject.body):
        return frozenset()
    issues = await ctx.records.newest_issues(ISSUES + 1)
    return common_headings([issue.body for issue in issues if issue.number != subject.number][:ISSUES])


def document_of(title: str, body: str, rule: str = "", questions: Sequence[str] = ()) -> IssueDocument:
    """Return an issue for the learner. Headings of a form or template are no words, only marks.

    `rule` is the kind that the rules see; `questions` are those of the form, where it is known.
    """
    report = forms.parse(body, questions)
    return IssueDocument(title, report.words, tuple(_marks(body, report)), rule)


def _marks(body: str, report: forms.IssueText) -> Iterator[str]:
    if report.code:
        yield "code"
    if len(report.code) > _MUCH_CODE:
        yield "much code"
    if report.has_traceback:
        yield "a traceback"
    if report.has_attachment:
        yield "an attached file"
    if report.has_picture:
        yield "a picture"
    if "http" in body:
        yield "a link"
    keys = sorted({key[:_LONG_HEADING] for key in report.headings})
    yield from (f"{HEADING}{key}”" for key in keys[:MOST_HEADINGS])
    if not keys:
        yield NO_HEADING
