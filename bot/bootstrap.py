"""The bot, put together: engine over store and GitHub. Imported once the door is open (it takes a while)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Any

from aiohttp import ClientSession

from bot.core.feature import Feature
from bot.core.model import GITHUB_WEB
from bot.core.ports.clock import Clock
from bot.core.ports.writer import Writer
from bot.core.schedule.pace import GITHUBS, Ceilings
from bot.core.states import OperatorMode
from bot.engine.decide.decider import Decider
from bot.engine.dry.config_preview import MirrorPreview
from bot.engine.execute.budget import RequestsLeft, WriteBudget
from bot.engine.execute.executor import Executor
from bot.engine.life import Life
from bot.engine.run.budget_notes import BudgetNotes
from bot.engine.run.chores import Chores
from bot.engine.run.embedded import EmbeddedRunner
from bot.engine.run.housekeeping import Housekeeping
from bot.engine.run.indexing import Indexing
from bot.engine.run.port import Runner, SteppedRunner
from bot.engine.run.scheduler import Scheduler
from bot.engine.run.worker import Worker
from bot.engine.timeouts import Timeouts
from bot.github.connection import Connection
from bot.github.limits import POINTS, RateLimit, installation_scope
from bot.github.service import GitHubService
from bot.github.tokens import AppTokens, Tokens
from bot.github.transport import HttpTransport
from bot.notify import for_repositories
from bot.notify.writer import HttpSender, NotifyingWriter
from bot.queries.guesses import LearntGuesses
from bot.queries.similar import SimilarIndex, words_of
from bot.settings import Settings
from bot.settings.credentials import AppCredentials
from bot.store.database import Database
from bot.store.inbox.door import Inbox
from bot.store.jobs import also_for
from bot.store.jobs.suspects import SharedInHand
from bot.store.sql.in_hand import InHand
from bot.store.upkeep.budgets import ALL_REQUESTS, RequestBudget
from bot.store.upkeep.retention import USUAL, Retention
from handlers import FEATURES


@dataclass(frozen=True)
class Bot:
    """The assembled parts that somebody outside needs to hold."""

    db: Database
    inbox: Inbox
    decider: Decider
    worker: Worker
    executor: Executor
    runner: SteppedRunner
    """Works the lanes in this process alone; `runner_for` says who does where others share the database."""
    chores: Chores
    github: GitHubService
    clock: Clock
    life: Life


def assemble(
    db: Database,
    connection: Connection,
    tokens: Tokens,
    clock: Clock,
    *,
    secret: bytes,
    former_secrets: Sequence[bytes] = (),
    mode: OperatorMode = OperatorMode.ACT,
    features: Sequence[Feature[Any]] = FEATURES,
    times: Timeouts | None = None,
    inbox: Inbox | None = None,
    ceilings: Ceilings | None = GITHUBS,
    around_writer: Callable[[Writer], Writer] = lambda writer: writer,
    forget_key: bytes | None = None,
    public_url: str | None = None,
    web_url: str = GITHUB_WEB,
    keep: Retention = USUAL,
    note_budgets: bool = False,
    batches: bool = False,
    channels: Collection[str] | None = None,
    alone: bool = False,
) -> Bot:
    """Put the bot together over a database and a GitHub.

    `secret` keys the once-only markers, and those of `former_secrets` are known as well. `mode` is the
    operator's (`act`, `observe`; `plan` acts whatever a repository's file says, because nothing real is
    behind it). `ceilings` is how much content an installation may create (None: any); `around_writer` lets
    somebody stand between the executor and GitHub. Without `forget_key` nobody can be forgotten;
    `public_url` is where links to our own pages begin, `web_url` where those to GitHub's do; `keep` is how
    long things are kept. `note_budgets`: for the operator's page it is written down what is left of GitHub's
    budgets. `batches`: the effects of a subject go out in one GraphQL document, as far as that can be;
    what stands `alone` too. `channels` are the operator's private ones (None: not known).
    """
    github = GitHubService(connection, tokens, batches=batches, alone=alone, hears_pushes=not db.is_shared)
    times = times or Timeouts()
    decider = Decider(
        db,
        github,
        features,
        clock,
        mode=mode,
        times=times,
        forget_key=forget_key,
        public_url=public_url,
        web_url=web_url,
        preview=MirrorPreview(db, features, clock, channels),
        guesses=LearntGuesses(db, clock),
        similar=SimilarIndex(db),
    )
    life = Life(secret, former_secrets)
    in_hand = SharedInHand(db) if db.is_shared else InHand(db.path)
    worker = Worker(db, decider, clock, life=life, times=times, in_hand=in_hand)
    budget = WriteBudget(ceilings, partial(_requests_left, connection, github.writer.writes_with))
    executor = Executor(
        db, around_writer(github.writer), budget, clock, times, life, in_hand, batches=batches
    )
    notes = None
    if note_budgets:
        notes = BudgetNotes(db, clock, partial(_budgets, connection), partial(_restore, connection))
    housekeeping, indexing = Housekeeping(db, clock, forget_key, keep), Indexing(db, clock, words_of)
    chores = Chores(db, Scheduler(db, features, clock), housekeeping, notes, indexing)
    runner = EmbeddedRunner(db, worker, executor, chores, clock, life)
    return Bot(
        db, inbox or Inbox(db, also_for(db)), decider, worker, executor, runner, chores, github, clock, life
    )


def _budgets(connection: Connection) -> Iterator[RequestBudget]:
    """Return what GitHub last said is left of each budget."""
    for (scope, resource), known in connection.limits.known.items():
        if scope == "app" or scope.startswith("installation:"):
            yield RequestBudget(scope, resource, known.limit, known.remaining, known.reset)
    for scope, until in connection.limits.closed.items():
        yield RequestBudget(scope, ALL_REQUESTS, 0, 0, until)


def _restore(connection: Connection, budget: RequestBudget) -> None:
    """Believe what GitHub said before the restart."""
    if budget.resource == ALL_REQUESTS:
        connection.limits.close(budget.scope, budget.reset)
    else:
        known = RateLimit(budget.limit, budget.remaining, budget.reset)
        connection.limits.restore(budget.scope, budget.resource, known)


def _requests_left(
    connection: Connection, writes_with: Callable[[int], Sequence[str]], installation_id: int
) -> RequestsLeft | None:
    """Return what GitHub last said is left of an installation's requests of the kinds that write: of that of
    which most is left, until the first is full again. None where one is full, as far as we know."""
    scope, resources = installation_scope(installation_id), writes_with(installation_id)
    known = [connection.limits.running(scope, resource) for resource in resources]
    running = [limit for limit in known if limit is not None]
    if len(running) < len(resources):
        return None
    share = max(limit.remaining / max(limit.limit, 1) for limit in running)
    return RequestsLeft(share, min(limit.reset for limit in running))


def from_settings(
    settings: Settings, app: AppCredentials, db: Database, inbox: Inbox, clock: Clock, session: ClientSession
) -> tuple[Bot, AppTokens]:
    """Return the bot as `serve` has it, over GitHub itself, and the tokens of its App."""
    connection = Connection(
        HttpTransport(session),
        clock,
        api_url=settings.github_api_url,
        graphql_url=settings.github_graphql_url,
        timeout=settings.http_timeout,
        grace=settings.write_grace,
        points=POINTS,
    )
    tokens = AppTokens(connection, app.app_id, app.private_key.get_secret_value())
    hooks = for_repositories(settings.notify)
    channels = {name: url.get_secret_value() for name, url in hooks.items()}
    bot = assemble(
        db,
        connection,
        tokens,
        clock,
        secret=marker_key(app.webhook_secret.get_secret_value()),
        former_secrets=[marker_key(old.get_secret_value())] if (old := app.webhook_secret_old) else (),
        mode=settings.mode,
        times=Timeouts(
            settings.http_timeout, settings.write_deadline, settings.write_grace, settings.write_lease
        ),
        inbox=inbox,
        forget_key=settings.forget_key.get_secret_value().encode() if settings.forget_key else None,
        public_url=settings.public_url,
        web_url=settings.github_web_url,
        keep=Retention(*settings.retention),
        note_budgets=True,
        batches=settings.github_writes != "rest",
        alone=settings.github_writes == "graphql",
        channels=channels,
        around_writer=lambda writer: NotifyingWriter(writer, channels, HttpSender(session)),
    )
    return bot, tokens


def runner_for(bot: Bot) -> Runner:
    """Return the runner that the database asks for: this process alone, or one worker of a fleet."""
    if not bot.db.is_shared:
        return bot.runner
    from bot.engine.run.fleet.runner import FleetRunner  # noqa: PLC0415  not installed where nobody needs it

    return FleetRunner(bot.db, bot.worker, bot.executor, bot.chores, bot.clock, bot.life)


def marker_key(secret: str) -> bytes:
    """Return the key of the once-only markers, derived from the webhook secret and never stored."""
    return blake2b(secret.encode(), digest_size=32, person=b"steward-marker").digest()
