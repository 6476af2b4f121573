"""Whether what a repository's file names is there: asked of GitHub before it matters, each name once."""

from collections.abc import Collection, Iterable

from bot.core.commands.did_you_mean import nearest
from bot.core.config.accounts import is_role, is_vacant_login
from bot.core.config.names.references import NamedThing, Path, Thing, is_file_name
from bot.core.markdown.quoting import NOTHING, Markdown, bare, code
from bot.core.messages import Template, load
from bot.core.model import Repository, contains, same
from bot.core.permissions import OptionalRight
from bot.core.ports.reader import Reader

TEXT = load(__name__)

MOST = 60
"""So many people, teams, files and issues are asked for of one file: requests are spent like money."""
ANY = 1
"""Whether somebody can be assigned is asked of an issue; where there is none of this number, GitHub is asked
about the repository."""

Remark = tuple[Path, Markdown]
"""The path of a value in the file, and what is wrong with the name there."""


class Lookups:
    """Asks GitHub about names in one repository.

    `ref` is where files are looked for (default: the default branch), `channels` the operator's private
    channels (None: not known here), `rotas` names that stand for no account. Raises what `Reader` does.
    """

    def __init__(
        self,
        repository: Repository,
        reader: Reader,
        *,
        ref: str | None = None,
        channels: Collection[str] | None = None,
        rotas: Collection[str] = (),
    ) -> None:
        self._repository, self._reader, self._ref = repository, reader, ref
        self._channels, self._rotas = channels, rotas
        self._known: dict[tuple[Thing, str], Markdown] = {}

    async def remarks(self, references: Iterable[NamedThing]) -> list[Remark]:
        """Return what is wrong with the names, in their order; nothing of a name that is right."""
        remarks: list[Remark] = []
        for path, thing, name in references:
            key = (thing, name.casefold())
            if key not in self._known:
                if len(self._known) >= MOST:
                    break
                self._known[key] = await self._judge(thing, name)
            if sentence := self._known[key]:
                remarks.append((path, sentence))
        return remarks

    async def lacking_rights(self, rights: Iterable[tuple[Path, OptionalRight]]) -> list[Remark]:
        """Return which of the rights that a file asks for this installation lacks, and who grants them."""
        return [
            (path, TEXT.no_right(right=code(str(right))))
            for path, right in rights
            if not await self._reader.may(right.permission, right.level)
        ]

    async def _judge(self, thing: Thing, name: str) -> Markdown:
        match thing:
            case Thing.LABEL:
                return _among(name, [label.name for label in await self._reader.labels()], TEXT.no_label)
            case Thing.FAMILY:
                return await self._family(name)
            case Thing.ISSUE_TYPE:
                return _among(name, await self._reader.issue_types(), TEXT.no_issue_type)
            case Thing.ACCOUNT | Thing.PERSON | Thing.ASSIGNEE:
                return await self._account(thing, name)
            case Thing.FILE:
                return await self._file(name)
            case Thing.WORDS:
                return await self._file(name) if is_file_name(name) else NOTHING
            case Thing.FILES:
                return await self._files(name)
            case Thing.ISSUE:
                is_there = await self._reader.subject(int(name)) is not None
                return NOTHING if is_there else TEXT.no_issue(number=int(name))
            case Thing.MILESTONE:
                return _among(name, await self._reader.milestones(), TEXT.no_milestone)
            case Thing.CHANNEL:
                return NOTHING if self._channels is None else _among(name, self._channels, TEXT.no_channel)

    async def _family(self, name: str) -> Markdown:
        labels = [label.name.casefold() for label in await self._reader.labels()]
        return (
            NOTHING
            if any(label.startswith(f"{name}/") for label in labels)
            else TEXT.no_family(family=code(name))
        )

    async def _account(self, thing: Thing, name: str) -> Markdown:
        if is_role(name) or is_vacant_login(name) or contains(self._rotas, name.removeprefix("@")):
            return NOTHING
        if "/" in name or (name.startswith("@") and self._repository.owner_type == "Organization"):
            return await self._team(name)
        login = name.removeprefix("@")
        if thing is Thing.ASSIGNEE and await self._reader.can_be_assigned(login, ANY):
            return NOTHING
        user = await self._reader.user(login)
        if user is None:
            return TEXT.no_such_person(login=bare(login))
        if thing is Thing.ASSIGNEE:
            return TEXT.not_assignable(login=bare(login))
        return TEXT.is_program(login=bare(login)) if thing is Thing.PERSON and user.is_bot else NOTHING

    async def _team(self, name: str) -> Markdown:
        owner, slash, slug = name.removeprefix("@").rpartition("/")
        if slash and not same(owner, self._repository.owner):
            return TEXT.foreign_team(team=code(name))
        members = await self._reader.team(slug)
        if members is None:
            # A plain @name may be a person.
            if not slash and await self._reader.user(slug) is not None:
                return NOTHING
            return TEXT.no_such_team(team=code(name))
        return NOTHING if members else TEXT.empty_team(team=code(name))

    async def _file(self, name: str) -> Markdown:
        path = name.partition("#")[0].removeprefix("./").strip("/")
        if not path or "://" in name:
            return NOTHING
        if await self._reader.file(path, self._ref) is not None:
            return NOTHING
        folder = path.rpartition("/")[0]
        inside = await self._reader.files(folder)
        is_there = any(one.strip("/") == path for one in inside)
        return NOTHING if is_there else _missing(path, inside, TEXT.no_file)

    async def _files(self, glob: str) -> Markdown:
        """Look for the folder that a glob begins with; what only wildcards name may come one day."""
        steps = glob.strip("/").split("/")
        plain = steps[: next((at for at, step in enumerate(steps) if set(step) & set("*?[")), len(steps))]
        folder = ""
        for step in plain:
            inside = await self._reader.files(folder)
            path = f"{folder}/{step}".strip("/")
            if not any(one.strip("/") == path for one in inside):
                return _missing(path, inside, TEXT.no_file)
            folder = path
        return NOTHING


def _missing(name: str, known: Collection[str], sentence: Template) -> Markdown:
    """Return that a name is not there, and the one that was surely meant."""
    near = nearest(name, [one.rstrip("/") for one in known], 1)
    return sentence(name=code(name), hint=TEXT.did_you_mean(near=code(near[0])) if near else NOTHING)


def _among(name: str, known: Collection[str], sentence: Template) -> Markdown:
    return NOTHING if contains(known, name) else _missing(name, known, sentence)
