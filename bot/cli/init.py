"""`stewardbot init`: one pull request with a first file for a repository, and what it would have done."""

from __future__ import annotations

import asyncio
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from bot import logs, settings
from bot.cli.github_session import Online, online
from bot.core.config.preview import ISSUES, preview_table
from bot.core.model import LabelInfo, Repository, Subject
from bot.engine.dry.config_preview import trial
from bot.errors import OperatorError
from bot.github.client import Client, repo_route
from bot.github.errors import Gone, Refused
from bot.operations.starter_config import CODEOWNERS, FORMS, draft, drawn_from, form
from handlers import FEATURES

app = typer.Typer()

PATH = ".github/stewardbot.yml"
BRANCH = "stewardbot-init"
TITLE = "Set up Stewardbot, looking on only"


@dataclass(frozen=True)
class Drawn:
    """A first file, and the text of the pull request that brings it."""

    text: str
    body: str


@app.command(epilog="Example: stewardbot init acme/widget --print")
def init(
    repository: Annotated[str, typer.Argument(metavar="OWNER/REPO", help="Where the App is installed.")],
    only_print: Annotated[
        bool, typer.Option("--print", help="Print file and table; open no pull request.")
    ] = False,
    zone: Annotated[str, typer.Option("--timezone", metavar="ZONE", help="Such as Europe/London.")] = "UTC",
) -> None:
    """Open one pull request with a first file: commented, in `mode: observe`, drawn from what is there.

    It is drawn from the repository's labels, issue forms and CODEOWNERS. The pull request shows what the
    file would have done on the last 30 issues, each with its reason. Merging it turns nothing on that writes.
    """
    owner, slash, name = repository.partition("/")
    if not (owner and slash and name) or "/" in name:
        raise typer.BadParameter("write it like acme/widget", param_hint="OWNER/REPO")
    chosen = settings.load()
    logs.configure("ERROR", secrets=chosen.secret_values())
    typer.echo(asyncio.run(_init(chosen, repository, zone, only_print=only_print)))


async def _init(chosen: settings.Settings, name: str, zone: str, *, only_print: bool) -> str:
    async with online(chosen) as reached:
        return await prepare(reached, name, zone, only_print=only_print)


async def prepare(reached: Online, name: str, zone: str = "UTC", *, only_print: bool = False) -> str:
    """What is to be told: the pull request's address, or the file and its table."""
    _, client = await reached.installed(name)
    told = await client.get(repo_route(name))
    repository = Repository.model_validate(told)
    if await _file(client, repository, PATH) is not None:
        raise OperatorError(f"{name} has a {PATH} already; change that one.")
    drawn = await _drawn(client, repository, zone)
    if only_print:
        return f"{drawn.text}\n{drawn.body}"
    try:
        return await _propose(client, repository, drawn)
    except Refused as error:
        if error.status != 403:
            raise
        raise OperatorError(
            "The App may not write files there. Give it the permission contents: write for this once, or "
            f"use --print and commit {PATH} yourself."
        ) from None


async def _drawn(client: Client, repository: Repository, zone: str) -> Drawn:
    name = repository.full_name
    labels = [LabelInfo.model_validate(each) async for each in client.items(repo_route(name, "labels"))]
    forms = {path: text async for path, text in _folder(client, repository, FORMS)}
    codeowners = ""
    for path in CODEOWNERS:
        if (owners := await _file(client, repository, path)) is not None:
            codeowners = owners
            break
    names = [label.name for label in labels]
    read = [found for path, text in forms.items() if (found := form(path, text))]
    text = draft(name, names, read, codeowners, zone)
    tried = await trial(FEATURES, repository, text, await _issues(client, name), labels)
    if tried.problems:
        raise OperatorError(f"--timezone or a name of this repository spoils the file: {tried.problems[0]}.")
    body = (
        f"A first `{PATH}`, drawn from {drawn_from(names, forms, codeowners)}. It only looks on: nothing is "
        "written before `mode` says `act`. Change whatever you like before you merge; "
        f"`stewardbot config check {PATH}` names every mistake.\n\n{preview_table(tried.tried)}\n"
    )
    return Drawn(text, body)


async def _issues(client: Client, name: str) -> list[Subject]:
    """The newest issues, without pull requests."""
    found: list[Subject] = []
    asked = {"state": "all", "sort": "created", "direction": "desc"}
    async for each in client.items(repo_route(name, "issues"), asked, most_pages=3):
        if not each.get("pull_request"):
            found.append(Subject.model_validate(each))
        if len(found) == ISSUES:
            break
    return found


async def _contents(client: Client, repository: Repository, path: str) -> Any:
    try:
        return await client.get(repo_route(repository.full_name, "contents", *path.split("/")))
    except Gone:
        return None


async def _file(client: Client, repository: Repository, path: str) -> str | None:
    found = await _contents(client, repository, path)
    if not isinstance(found, dict) or found.get("encoding") != "base64":
        return None
    return b64decode(found.get("content") or "").decode("utf-8", "replace")


async def _folder(client: Client, repository: Repository, path: str) -> Any:
    listed = await _contents(client, repository, path)
    for each in listed if isinstance(listed, list) else ():
        if each.get("type") == "file" and each["path"].endswith((".yml", ".yaml", ".md")):
            yield each["path"], await _file(client, repository, each["path"]) or ""


async def _propose(client: Client, repository: Repository, drawn: Drawn) -> str:
    name, base = repository.full_name, repository.default_branch
    pulls = repo_route(name, "pulls")
    asked = {"head": f"{repository.owner}:{BRANCH}", "state": "open"}
    if waiting := await client.get(pulls, asked):
        raise OperatorError(f"There is an open pull request already: {waiting[0]['html_url']}")
    head = await client.get(repo_route(name, "git", "ref", "heads", *base.split("/")))
    try:
        await client.post(
            repo_route(name, "git", "refs"), {"ref": f"refs/heads/{BRANCH}", "sha": head["object"]["sha"]}
        )
    except Refused as error:
        if error.status == 422:
            raise OperatorError(
                f"There is a branch {BRANCH} from an earlier attempt; delete it, then try again."
            ) from None
        raise
    await client.put(
        repo_route(name, "contents", *PATH.split("/")),
        {"message": TITLE, "content": b64encode(drawn.text.encode()).decode(), "branch": BRANCH},
    )
    made = await client.post(pulls, {"title": TITLE, "head": BRANCH, "base": base, "body": drawn.body})
    return str(made["html_url"])
