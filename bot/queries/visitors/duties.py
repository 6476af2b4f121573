"""What somebody does in a repository, by its file or their own word: rotas they take part in, cohorts they
host, mentoring."""

from dataclasses import dataclass

from bot.community.newcomers.cohort import cohorts_of
from bot.community.newcomers.mentor import LOADS, OFFERS, Mentors
from bot.community.steward import ROTA, build_rota, memory_scope, rota_names
from bot.core.config.repository_config import RepositoryConfig
from bot.core.keys import repository_scope
from bot.core.model import Repository
from bot.store import memory
from bot.store.config_store import ConfigStore, named_accounts
from bot.store.database import Connection


@dataclass(frozen=True)
class Duties:
    """What one account does in one repository. `rotas` and `cohorts` by name; a single rota is named ''.
    `mentors_as`: the logins, in lower case, under which newcomers have them as their mentor."""

    rotas: frozenset[str] = frozenset()
    cohorts: frozenset[str] = frozenset()
    mentors_as: frozenset[str] = frozenset()


def duties_of(conn: Connection, configs: ConfigStore, repository: Repository, account_id: int) -> Duties:
    """Return the duties of an account. A login of the file counts only where it is known to mean it."""
    accounts = named_accounts(conn, repository.id)
    logins = {
        (account.now_called or login).casefold()
        for login, account in (accounts.accounts.items() if accounts else ())
        if account.id == account_id and account.now_called != ""
    }
    offered = _offered(conn, repository, account_id)
    if not logins and not offered:
        return Duties()
    config = configs.in_force(conn, repository.id).config
    scope = memory_scope(config, repository)
    rotas = set[str]()
    for name in rota_names(config):
        stored = ROTA.parse(memory.read(conn, scope, ROTA.feature, ROTA.of(name.casefold()).key).value)
        rota = build_rota(config, name, stored)
        if rota is not None and logins & {login.casefold() for login in rota.config.logins}:
            rotas.add(name)
    hosted = {name for name, cohort in cohorts_of(config).items() if cohort.host.casefold() in logins}
    return Duties(
        frozenset(rotas),
        frozenset(hosted),
        frozenset(logins & _mentors_of(config)) | offered,
    )


def _mentors_of(config: RepositoryConfig) -> set[str]:
    mentors = config.section("newcomers.mentors", Mentors)
    return {login.casefold() for login in (mentors.root if mentors else ())}


def _offered(conn: Connection, repository: Repository, account_id: int) -> frozenset[str]:
    """Return the logins under which an account offered to be a mentor and is one; who took it back stays with
    whom they help already."""
    scope, logins = repository_scope(repository.id), set[str]()
    for key, row in memory.scan(conn, scope, OFFERS.feature, OFFERS.key).items():
        offer = OFFERS.parse(row.value)
        if offer is None or offer.account_id != account_id:
            continue
        login = key.removeprefix(OFFERS.key)
        load = LOADS.parse(memory.read(conn, scope, LOADS.feature, LOADS.of(login).key).value)
        if not offer.out or (load is not None and load.pairs):
            logins.add(login)
    return frozenset(logins)
