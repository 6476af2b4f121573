"""What somebody does in a repository, by its file: rotas they take part in, cohorts they host, mentoring."""

from dataclasses import dataclass

from bot.community.newcomers.cohort import cohorts_of
from bot.community.newcomers.mentor import Mentors
from bot.community.steward import ROTA, build_rota, memory_scope, rota_names
from bot.core.model import Repository
from bot.store import memory
from bot.store.config_store import ConfigStore, named_accounts
from bot.store.database import Connection


@dataclass(frozen=True)
class Duties:
    """What one account does in one repository. `rotas` and `cohorts` by name; a single rota is named ''."""

    rotas: frozenset[str] = frozenset()
    cohorts: frozenset[str] = frozenset()
    mentors: bool = False


def duties_of(conn: Connection, configs: ConfigStore, repository: Repository, account_id: int) -> Duties:
    """Return the duties of an account. A login of the file counts only where it is known to mean it."""
    accounts = named_accounts(conn, repository.id)
    if accounts is None:
        return Duties()
    logins = {
        (account.now_called or login).casefold()
        for login, account in accounts.accounts.items()
        if account.id == account_id and account.now_called != ""
    }
    if not logins:
        return Duties()
    config = configs.in_force(conn, repository.id).config
    scope = memory_scope(config, repository)
    rotas = set[str]()
    for name in rota_names(config):
        stored = ROTA.parse(memory.read(conn, scope, ROTA.feature, ROTA.of(name.casefold()).key).value)
        rota = build_rota(config, name, stored)
        if rota is not None and logins & {login.casefold() for login in rota.config.logins}:
            rotas.add(name)
    mentors = config.section("newcomers.mentors", Mentors)
    hosted = {name for name, cohort in cohorts_of(config).items() if cohort.host.casefold() in logins}
    return Duties(
        frozenset(rotas),
        frozenset(hosted),
        mentors is not None and bool(logins & {login.casefold() for login in mentors.root}),
    )
