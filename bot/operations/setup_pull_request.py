"""One pull request with a first file for a repository, and what that file would have done there."""

from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from bot.clock import SystemClock
from bot.core.config.preview import ISSUES, preview_table
from bot.core.config.problems import Problem
from bot.core.config.repository_config import CONFIG_PATH
from bot.core.model import LabelInfo, Repository, Subject
from bot.core.ports.reader import Reader
from bot.engine.dry.config_lookups import look_up_names
from bot.engine.dry.config_preview import read_file, try_on_issues
from bot.errors import OperatorError
from bot.github.client import Client
from bot.github.errors import Gone, RequestRefused
from bot.github.routes import repo_route
from bot.github.shapes import CONTENTS, Content, GitRef, PullPage
from bot.operations.github_session import GitHubSession
from bot.operations.starter_config import CODEOWNERS, FORMS, draft, drawn_from, form
from handlers import FEATURES

BRANCH = "stewardbot-init"
TITLE = "Set up Stewardbot, looking on only"


@dataclass(frozen=True)
class Proposal:
    """A first file, and the text of the pull request that brings it."""

    text: str
    body: str


async def prepare(session: GitHubSession, name: str, zone: str = "UTC", *, only_print: bool = False) -> str:
    """Return the address of the pull request; with `only_print` the file and its table, and open none."""
    installation, repository, reader = await session.repository(name)
    client = session.tokens.client(installation)
    if await _file(client, repository, CONFIG_PATH) is not None:
        raise OperatorError(f"{name} has a {CONFIG_PATH} already; change that one.")
    drawn = await _drawn(client, repository, reader, zone)
    if only_print:
        return f"{drawn.text}\n{drawn.body}"
    try:
        return await _propose(client, repository, drawn)
    except RequestRefused as error:
        if error.status != 403:
            raise
        raise OperatorError(
            "The App may not write files there. Give it the permission contents: write for this once, or "
            f"use --print and commit {CONFIG_PATH} yourself."
        ) from None


async def _drawn(client: Client, repository: Repository, reader: Reader, zone: str) -> Proposal:
    name = repository.full_name
    labels = [label async for label in client.items(repo_route(name, "labels"), LabelInfo)]
    forms = {path: text async for path, text in _folder(client, repository, FORMS)}
    codeowners = ""
    for path in CODEOWNERS:
        if (owners := await _file(client, repository, path)) is not None:
            codeowners = owners
            break
    names = [label.name for label in labels]
    read = [template for path, text in forms.items() if (template := form(path, text))]
    text = draft(name, names, read, codeowners, zone)
    if problems := read_file(FEATURES, text).problems:
        raise OperatorError(f"--timezone or a name of this repository spoils the file: {problems[0]}.")
    tried = await try_on_issues(FEATURES, repository, text, await _issues(client, name), labels)
    missing = await look_up_names(FEATURES, text, repository, reader, SystemClock().now())
    body = (
        f"A first `{CONFIG_PATH}`, drawn from {drawn_from(names, forms, codeowners)}. It only looks on: "
        "nothing is written before `mode` says `act`. Change whatever you like before you merge; "
        f"`stewardbot config check {CONFIG_PATH}` names every mistake.\n\n"
        f"{_noted(missing)}{preview_table(tried)}\n"
    )
    return Proposal(text, body)


def _noted(missing: Sequence[Problem]) -> str:
    """Return what the file names that is not there (any more), such as a folder of CODEOWNERS."""
    lines = [f"- Line {problem.line}: {problem.message}.\n" for problem in missing]
    return "".join([*lines, "\n"]) if lines else ""


async def _issues(client: Client, name: str) -> list[Subject]:
    """Return the newest issues, without pull requests."""
    issues: list[Subject] = []
    query = {"state": "all", "sort": "created", "direction": "desc"}
    async for subject in client.items(repo_route(name, "issues"), Subject, query, most_pages=3):
        if not subject.is_pull_request:
            issues.append(subject)
        if len(issues) == ISSUES:
            break
    return issues


async def _contents(client: Client, repository: Repository, path: str) -> Content | list[Content] | None:
    try:
        return await client.get(repo_route(repository.full_name, "contents", *path.split("/")), CONTENTS)
    except Gone:
        return None


async def _file(client: Client, repository: Repository, path: str) -> str | None:
    contents = await _contents(client, repository, path)
    if not isinstance(contents, Content) or contents.encoding != "base64":
        return None
    return b64decode(contents.content).decode("utf-8", "replace")


async def _folder(client: Client, repository: Repository, path: str) -> AsyncIterator[tuple[str, str]]:
    listed = await _contents(client, repository, path)
    for entry in listed if isinstance(listed, list) else ():
        if entry.type == "file" and entry.path.endswith((".yml", ".yaml", ".md")):
            yield entry.path, await _file(client, repository, entry.path) or ""


async def _propose(client: Client, repository: Repository, drawn: Proposal) -> str:
    name, base = repository.full_name, repository.default_branch
    pulls = repo_route(name, "pulls")
    query = {"head": f"{repository.owner}:{BRANCH}", "state": "open"}
    if waiting := await client.get(pulls, list[PullPage], query):
        raise OperatorError(f"There is an open pull request already: {waiting[0].html_url}")
    head = await client.get(repo_route(name, "git", "ref", "heads", *base.split("/")), GitRef)
    sent = {"ref": f"refs/heads/{BRANCH}", "sha": head.sha}
    try:
        await client.post(repo_route(name, "git", "refs"), GitRef, sent)
    except RequestRefused as error:
        if error.status == 422:
            raise OperatorError(
                f"There is a branch {BRANCH} from an earlier attempt; delete it, then try again."
            ) from None
        raise
    await client.put(
        repo_route(name, "contents", *CONFIG_PATH.split("/")),
        dict,
        {"message": TITLE, "content": b64encode(drawn.text.encode()).decode(), "branch": BRANCH},
    )
    proposed = {"title": TITLE, "head": BRANCH, "base": base, "body": drawn.body}
    return (await client.post(pulls, PullPage, proposed)).html_url
