"""config_check: a pull request that edits the repository's file learns at once what the file would mean.

So does one that edits a text which the file names, such as the words of welcome.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from bot.community.triage import TriageConfig
from bot.core.config.base import Nothing, TemplateFile
from bot.core.config.preview import changes, pull_outcomes
from bot.core.config.problems import Problem
from bot.core.config.repository_config import CONFIG_PATH, RepositoryConfig
from bot.core.effects import Annotation, Check, Effects
from bot.core.feature import Context, Feature, MergeGroupEvent, PullRequestEvent
from bot.core.markdown import Markdown, bullets, code, escape, file_link, issue_ref, joined
from bot.core.messages import load
from bot.core.ports.guesses import GuessMode
from bot.services.sorting.guesses import OPENS_CASE, WaitingGuess, may_set, waiting_guesses

NAME = "stewardbot config"
MOST_GUESSES, LONGEST_TITLE = 5, 60
"""So many guesses are shown, and so many characters of a title."""

Conclusion = Literal["success", "failure", "neutral"]
Level = Literal["warning", "failure"]

TEXT = load(__name__)

feature = Feature(
    "config_check",
    summary="Checks a pull request that edits the repository's file, and shows what it would mean.",
    config=Nothing,
    always_on=True,
    needs={"checks": "write", "contents": "read", "merge_queues": "read", "pull_requests": "read"},
    docs="""Always on. Mistakes are annotated where they stand, and a table for each feature shows what would
have changed on the last 50 issues and pull requests: what it did before, what it would do, and why. It is a
forecast, only of what happens when something is opened, from what the bot remembers of it and from one
question to GitHub; nothing is written anywhere. Of the last 50 pull
requests it says how many the gate (`contributions`) would have let on, and what the others lacked. Guesses
that wait for maintainers stand below, with what the new file lets them do. Texts that the file names
(`newcomers.welcome`) are checked too, also where a pull request edits only them. A merge queue gets its
answer at once.""",
)


@feature.on("pull_request.opened", "pull_request.synchronize", "pull_request.reopened")
async def check(event: PullRequestEvent, ctx: Context[Nothing]) -> Effects:
    """Check the file, and the texts it names, as the pull request leaves them."""
    number = event.subject.number
    if not event.subject.head_sha:
        return ()
    changed = await ctx.github.changed_files(number)
    if CONFIG_PATH not in changed:
        touched = [(text, 1) for text in ctx.template_files if text.path in changed]
        return await _check_texts(event, ctx, touched) if touched else ()
    because = f"this pull request edits {CONFIG_PATH}"
    head = _head(event)
    text = await ctx.github.file(CONFIG_PATH, ref=head)
    if text is None:
        body = TEXT.file_goes()
        return [_check(event, "neutral", body, because)]
    preview = await ctx.preview_config(text, head)
    notes = (*_annotations(preview.problems, "failure"), *_annotations(preview.warnings, "warning"))
    if preview.problems:
        lines = [
            TEXT.problem(line=problem.line, column=problem.column, sentence=Markdown(_sentence(problem)))
            for problem in preview.problems
        ]
        body = TEXT.unusable(problems=bullets(lines))
        return [_check(event, "failure", body, because, notes)]
    mistakes = await _mistakes(event, ctx, preview.template_files)
    table = joined(filter(None, [changes(preview, ctx.page), pull_outcomes(preview.pulls)]), "\n\n")
    parts = [TEXT.usable(table=table), *await _guesses(preview.config, ctx)]
    body = joined([*([_listed(mistakes, event, ctx)] if mistakes else []), *parts], "\n\n")
    notes = (*notes, *mistakes)
    return [_check(event, "failure" if mistakes else "success", body, because, notes)]


@feature.on("merge_group.checks_requested")
async def check_group(event: MergeGroupEvent, ctx: Context[Nothing]) -> Effects:
    """Answer a merge queue at once: it waits for every check, also for those that have nothing to look at.

    What was checked in each pull request counts; a file that only comes about by merging them is read anew.
    """
    because = f"{event.sender.login} asks for the checks of a merge group"
    text = await ctx.github.file(CONFIG_PATH, ref=event.head_sha)
    problems: Sequence[Problem] = ()
    if text is None or text == await ctx.github.file(CONFIG_PATH):
        summary = TEXT.group_unchanged(path=code(CONFIG_PATH))
    else:
        problems = (await ctx.preview_config(text, event.head_sha)).problems
        path = file_link(ctx.page, CONFIG_PATH, event.head_sha)
        summary = (TEXT.unusable_in_group if problems else TEXT.group_usable)(path=path)
    return [
        Check(
            subject=ctx.repository.full_name,
            because=because,
            name=NAME,
            head_sha=event.head_sha,
            conclusion="failure" if problems else "success",
            summary=summary,
            annotations=_annotations(problems, "failure"),
        )
    ]


async def _check_texts(
    event: PullRequestEvent, ctx: Context[Nothing], touched: list[tuple[TemplateFile, int]]
) -> Effects:
    because = f"this pull request edits {', '.join(text.path for text, _ in touched)}"
    if mistakes := await _mistakes(event, ctx, touched):
        return [_check(event, "failure", _listed(mistakes, event, ctx), because, mistakes)]
    return [_check(event, "success", TEXT.texts_usable(), because)]


async def _mistakes(
    event: PullRequestEvent, ctx: Context[Nothing], texts: Iterable[tuple[TemplateFile, int]]
) -> list[Annotation]:
    """Return what is wrong with the texts as the pull request leaves them: at the text, or at the key that
    names one which is not there."""
    notes: list[Annotation] = []
    for template, line in texts:
        text = await ctx.github.file(template.path, ref=_head(event))
        if text is None and template.needed:
            key = ".".join(str(part) for part in template.place)
            # An annotation is plain text to GitHub; the summary quotes it as a whole.
            place, path = Markdown(key), Markdown(template.path)
            notes.append(_note(CONFIG_PATH, line, TEXT.missing_text(key=place, path=path)))
        elif text is not None and (mistake := template.judge(text)):
            notes.append(_note(template.path, 1, mistake))
    return notes


async def _guesses(repo: RepositoryConfig | None, ctx: Context[Nothing]) -> list[Markdown]:
    """Return what guesses that wait for maintainers may do under a file; nothing where it shows none."""
    triage = repo.section("triage", TriageConfig) if repo else None
    if repo is None or triage is None:
        return []
    lines = [_guess(guess, repo) for guess in (await waiting_guesses(triage, ctx))[:MOST_GUESSES]]
    return [TEXT.guesses(lines=bullets(lines))] if lines else []


def _guess(guess: WaitingGuess, repo: RepositoryConfig) -> Markdown:
    words = {
        "issue": issue_ref(guess.issue.number),
        "title": escape(guess.issue.title, LONGEST_TITLE),
        "label": code(guess.shown.label),
        "why": escape(guess.shown.why),
    }
    if may_set(guess.made, repo):
        return TEXT.guess_sets(**words)
    is_trusted = guess.made.mode is GuessMode.APPLY
    return TEXT.guess_waits(**words, because=escape(OPENS_CASE if is_trusted else guess.made.because))


def _head(event: PullRequestEvent) -> str:
    """Return the name of a pull request's head, also in a fork."""
    return f"refs/pull/{event.subject.number}/head"


def _note(path: str, line: int, message: str) -> Annotation:
    return Annotation(path=path, start_line=line, end_line=line, level="failure", message=message)


def _listed(mistakes: Iterable[Annotation], event: PullRequestEvent, ctx: Context[Nothing]) -> Markdown:
    at, page = event.subject.head_sha, ctx.page
    lines = (joined([file_link(page, note.path, at), code(note.message)], ": ") for note in mistakes)
    return TEXT.unusable_texts(lines=bullets(lines))


def _check(
    event: PullRequestEvent,
    conclusion: Conclusion,
    summary: Markdown,
    because: str,
    notes: Iterable[Annotation] = (),
) -> Check:
    return Check(
        subject=event.ref,
        because=because,
        name=NAME,
        head_sha=event.subject.head_sha,
        conclusion=conclusion,
        summary=summary,
        annotations=tuple(notes),
    )


def _annotations(problems: Iterable[Problem], level: Level) -> tuple[Annotation, ...]:
    return tuple(
        Annotation(
            path=CONFIG_PATH,
            start_line=problem.line,
            end_line=problem.line,
            level=level,
            message=TEXT.annotation(column=problem.column, sentence=Markdown(_sentence(problem))),
        )
        for problem in problems
    )


def _sentence(problem: Problem) -> str:
    return f"{problem.message} ({problem.suggestion})" if problem.suggestion else problem.message
