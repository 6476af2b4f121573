"""What `doctor` looks at, here and on GitHub; `bot.operations.diagnostics` judges what it sees."""

import os
from collections.abc import AsyncIterator, Callable, Iterator

from bot import settings
from bot.clock import SystemClock
from bot.community.patterns import missing_engine
from bot.community.rota.shortage import Shortage
from bot.core import generated_docs
from bot.core.config.accounts import account_warnings
from bot.core.config.problems import ConfigError
from bot.core.errors import NoAccess, Unreachable
from bot.core.model import Repository
from bot.core.ports.webhook_deliveries import Attempt
from bot.core.states import EffectState, OperatorMode
from bot.engine.dry.config_lookups import look_up_names
from bot.engine.run.redelivery import KEPT_FOR
from bot.errors import OperatorError
from bot.github.read.app_webhook import AppHook
from bot.github.read.reader import Readers
from bot.github.routes import route
from bot.github.shapes import AppInstallation
from bot.notify import for_repositories
from bot.operations import diagnostics, fleet_findings
from bot.operations.backfill.past_finding import unread_past
from bot.operations.diagnostics import RECENT, Finding, Status
from bot.operations.github_session import GitHubSession, KeyRefused, github_session
from bot.operations.maintenance.room import shortage
from bot.queries.rota import repository_rotas
from bot.settings.disk import mounts
from bot.settings.file_permissions import open_to_others
from bot.settings.unread import unread
from bot.store import dead_work, mirror
from bot.store.backfill import without_past
from bot.store.backlog import effects_by_state
from bot.store.config_store import ConfigStore, InForce
from bot.store.database import Connection, Database, Unavailable
from bot.store.jobs.state import fleet_state
from bot.store.once import lives
from bot.store.sql import migrate
from bot.store.sql.connections import file_of
from bot.store.sql.urls import is_on_server, normal
from bot.store.upkeep import backup, remains
from handlers import FEATURES

CHECK_KEY = "Check APP_ID and PRIVATE_KEY against the App's page, and this machine's clock."
CHECK_NETWORK = (
    "Check this machine's way to GitHub, GITHUB_API_URL where it is set, and APP_ID against the App's page."
)
RESTORE = "Stop the server, then `stewardbot db restore FILE` puts the last backup back."


def of_settings(chosen: settings.Settings) -> Iterator[Finding]:
    """Whether all that the server needs is set, and what of it is doubtful."""
    try:
        chosen.require_app()
    except settings.SettingsError as error:
        yield from (Finding(Status.WRONG, "settings", problem) for problem in error.problems)
        return
    yield Finding(Status.FINE, "settings", "complete")
    for sentence in open_to_others(chosen):
        statement, _, fix = sentence.partition(": ")
        yield Finding(Status.DOUBT, "files", statement, f"{fix}.")
    for name in chosen.idle:
        yield Finding(
            Status.DOUBT, "settings", f"{name} does nothing yet", "Take it away, or leave it for later."
        )
    for sentence in unread():
        yield Finding(Status.DOUBT, "settings", sentence, "Write it as the README does, or take it away.")
    if chosen.webhook_secret_old is not None:
        fix = "Take WEBHOOK_SECRET_OLD away a fortnight after the change; at once if it has leaked."
        yield Finding(Status.DOUBT, "settings", "the old webhook secret is accepted as well", fix)
    if sentence := missing_engine():
        fix = "Install google-re2; where it has no wheel, build it."
        yield Finding(Status.DOUBT, "patterns", sentence, fix)
    if chosen.mode is OperatorMode.OBSERVE:
        fix = "Take MODE away, or set it to act, once the repositories' own files shall decide."
        yield Finding(Status.DOUBT, "mode", "observe: everything is held back", fix)


def of_database(chosen: settings.Settings) -> Iterator[Finding]:
    """Whether the database can be used, is sound, up to date, and on a disk that stays."""
    url = chosen.database_url.get_secret_value()
    path = file_of(normal(url))
    if not is_on_server(url):
        yield diagnostics.disk(path, mounts())
        if reason := shortage(path):
            fix = "Make room: what cannot be stored is refused, and GitHub is asked for it again later."
            yield Finding(Status.DOUBT, "room", reason, fix)
    try:
        if path is not None and not os.path.exists(path):
            migrate.refuse_place(url)
            yield Finding(Status.DOUBT, "database", f"there is no {path} yet", "`stewardbot serve` makes it.")
            return
        current = migrate.at_head(url)
        problems = backup.integrity(url)
    except Unavailable as error:
        fix = "the file's permissions" if path is not None else "the rights of the user it names"
        yield Finding(Status.WRONG, "database", str(error), f"Look at DATABASE_URL and at {fix}.")
        return
    if problems:
        yield Finding(Status.WRONG, "database", f"{len(problems)} damages", RESTORE)
    elif not current:
        yield Finding(
            Status.DOUBT, "database", "behind this program", "`stewardbot serve` brings it up to date."
        )
    else:
        yield Finding(Status.FINE, "database", "sound and up to date")


async def of_work(chosen: settings.Settings) -> list[Finding]:
    """Whether another process was found to write in the App's name, what was given up, what remains of
    whoever was forgotten, and which rotas are short of people."""
    url = chosen.database_url.get_secret_value()
    if _lacks_file(url):
        return []
    try:
        async with Database(url, SystemClock()) as database:
            comment, dead, effects, owed = await database.read(
                lambda conn: (
                    lives.rival(conn),
                    dead_work.dead_deliveries(conn),
                    effects_by_state(conn),
                    remains.is_owed(conn),
                )
            )
            short = await database.read(_short_of_people)
            unread = await database.read(without_past)
            key = chosen.forget_key.get_secret_value().encode() if chosen.forget_key else None
            backups = await remains.backups(database, key) if key else []
            fleet = await database.read(_of_fleet) if database.is_shared else []
    except Unavailable:
        return []  # Said under `database` already.
    findings = [
        *fleet,
        diagnostics.dead_deliveries(dead),
        diagnostics.dead_effects(effects.get(EffectState.DEAD, 0)),
    ]
    findings += diagnostics.forgotten(owed, backups)
    findings += unread_past(unread)
    findings += [diagnostics.short_of_people(name, shortage) for name, shortage in short]
    if not comment:
        return findings
    statement = f"another process writes in the App's name ({comment}); this one has stopped writing"
    fix = (
        "One App, one database, one server: stop the other, keep the database that is to stay, and start its "
        "server again; what the other has written is looked for before anything is sent."
    )
    return [Finding(Status.WRONG, "server", statement, fix), *findings]


def _lacks_file(url: str) -> bool:
    """Return whether a database is a file that nobody has made yet."""
    path = file_of(normal(url))
    return path is not None and not os.path.exists(path)


def _of_fleet(conn: Connection) -> list[Finding]:
    now = SystemClock().now()
    return list(fleet_findings.fleet(fleet_state(conn, now), now))


def _short_of_people(conn: Connection) -> list[tuple[str, Shortage]]:
    """Return the rotas with more open cases than their people can answer, each with its repository."""
    repositories = filter(None, (mirror.repository(conn, row.repo_id) for row in mirror.planned(conn)))
    known = [repository_rotas(conn, FEATURES, repository.full_name) for repository in repositories]
    shortages = [
        (rotas.repository.full_name, Shortage.of(rota, rotas.cases))
        for rotas in known
        if rotas is not None
        for rota, _ in rotas.rotas
    ]
    return [(name, shortage) for name, shortage in shortages if shortage.is_shown]


async def of_github(chosen: settings.Settings) -> list[Finding]:
    """Ask GitHub about the App, its webhook and the files of the repositories; reads only."""
    return await _findings(chosen, _on_github)


async def of_permissions(chosen: settings.Settings) -> list[Finding]:
    """Ask GitHub whether the App and its installations have what this program's features need."""
    return await _findings(chosen, _permissions)


async def _findings(
    chosen: settings.Settings,
    look: Callable[[settings.Settings, GitHubSession], AsyncIterator[Finding]],
) -> list[Finding]:
    findings: list[Finding] = []
    try:
        async with github_session(chosen) as session:
            async for finding in look(chosen, session):
                findings.append(finding)
    except OperatorError as error:
        fix = CHECK_KEY if isinstance(error, KeyRefused) else CHECK_NETWORK
        findings.append(Finding(Status.WRONG, "GitHub", str(error), fix))
    return findings


async def _on_github(chosen: settings.Settings, session: GitHubSession) -> AsyncIterator[Finding]:
    api, connection = session.tokens.app, session.connection
    headers = {"authorization": await api.auth.authorization(), "user-agent": connection.user_agent}
    # Not through the client: the date counts most where the key is refused.
    answer = await connection.send("app", "GET", f"{connection.api_url}/app", headers, b"")
    yield diagnostics.clock(SystemClock().now(), answer.headers.get("date", ""))
    async for finding in _permissions(chosen, session):
        yield finding
    async for finding in _files(chosen, session):
        yield finding
    hook = AppHook(api)
    yield diagnostics.hook(await hook.config(), chosen.webhook_path)
    yield diagnostics.deliveries(await _recent(hook))


async def _permissions(chosen: settings.Settings, session: GitHubSession) -> AsyncIterator[Finding]:
    app = await session.tokens.identity()
    yield Finding(Status.FINE, "App", f"{app.name} ({app.slug})")
    page = app.html_url or "on GitHub"
    for finding in diagnostics.permissions(FEATURES, app.permissions, app.events, page):
        yield finding
    api = session.tokens.app
    installed = [row async for row in api.items(route("app", "installations"), AppInstallation)]
    for finding in diagnostics.installations(generated_docs.permissions(FEATURES), installed, FEATURES):
        yield finding
    for finding in diagnostics.optional_rights(FEATURES, app.permissions, installed, page):
        yield finding


async def _files(chosen: settings.Settings, session: GitHubSession) -> AsyncIterator[Finding]:
    """Look at the repositories' files that the database knows: for mistakes, and names that lead nowhere."""
    readers, now = Readers(session.connection, session.tokens), SystemClock().now()
    for repository, installation, in_force in await _stored(chosen):
        name, fix = repository.full_name, "Change the file there, or what it names."
        if in_force.error:
            text = "the newest file has mistakes; the last good one is in force"
            yield Finding(Status.DOUBT, name, text, f"{in_force.error.splitlines()[0]} Mend the file there.")
        if in_force.refused:
            text = "this release refuses the last good file; no file is in force"
            yield Finding(
                Status.DOUBT, name, text, f"{in_force.refused.splitlines()[0]} Mend the file there."
            )
        for sentence in account_warnings(in_force.config.read_as):
            yield Finding(Status.DOUBT, name, f"{in_force.config.source}: {sentence}", fix)
        try:
            reader = readers.reader(installation, repository)
            for row in await look_up_names(
                FEATURES, in_force.text, repository, reader, now, channels=for_repositories(chosen.notify)
            ):
                yield Finding(Status.DOUBT, name, f"{in_force.config.source}:{row}", fix)
        except (ConfigError, NoAccess, Unreachable) as reason:
            yield Finding(Status.DOUBT, name, f"its file could not be looked at: {reason}")


async def _stored(chosen: settings.Settings) -> list[tuple[Repository, int, InForce]]:
    """Return repositories with a good file, as the database knows them."""
    url = chosen.database_url.get_secret_value()
    if _lacks_file(url):
        return []
    configs = ConfigStore(FEATURES)

    def read(conn: Connection) -> list[tuple[Repository, int, InForce]]:
        return [
            (repository, row.installation_id, configs.in_force(conn, row.repo_id))
            for row in mirror.planned(conn)
            if (repository := mirror.repository(conn, row.repo_id))
        ]

    try:
        async with Database(url, SystemClock()) as database:
            return await database.read(read)
    except Unavailable:
        return []  # Said under `database` already.


async def _recent(hook: AppHook) -> list[Attempt]:
    recent: list[Attempt] = []
    async for attempt in hook.attempts(SystemClock().now() - KEPT_FOR):
        recent.append(attempt)
        if len(recent) == RECENT:
            break
    return recent
