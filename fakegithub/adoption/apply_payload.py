"""A webhook's payload, applied to the world it happened in: how `stewardbot plan` gets its GitHub.

The world is the state *before* the event and may say little; the payload says what is new and may be cut down
to little more than that. `apply` makes the state what it was when GitHub sent the event, and tells nobody.
Ids are adopted from the payload by the login, repository or number they name. Spelling is the world's.
"""

from __future__ import annotations

from fakegithub.adoption import apply_subject
from fakegithub.adoption.payload_fields import Told, flag, items, objects, part, repository_name, text, whole
from fakegithub.changes import branches, membership, repositories
from fakegithub.model.records import Repository, User
from fakegithub.model.state import Clock, State


def state_from_payload(event: str, payload: Told, clock: Clock, bot: str = "stewardbot[bot]") -> State:
    """The state after an event of which nothing but the payload is known."""
    state = State(bot, clock)
    apply(state, event, payload)
    return state


def adopt(state: State, event: str, payload: Told) -> None:
    """Take over the people and the repository a payload names, with their ids, but not its news: so ids are
    the same before and after what is still to happen."""
    with state.quiet():
        _adopt_people(state, payload)
        name = repository_name(payload)
        if name is not None:
            where = _before_move(state, event, payload, name) or state.make_repository(name)
            _adopt_ids(state, where, payload)


def apply(state: State, event: str, payload: Told) -> None:
    """Make the state what it was when GitHub sent this event."""
    with state.quiet():
        _adopt_people(state, payload)
        login = text(part(payload, "sender"), "login")
        actor = state.person(login) if login else state.person("ghost")
        where = _adopt_repository(state, event, payload)
        if where is not None:
            match event:
                case "label":
                    _apply_label(state, where, payload, actor)
                case "member":
                    _apply_member(state, where, payload, actor)
                case "push":
                    _apply_push(state, where, payload, actor)
                case _:
                    apply_subject.apply(state, event, payload, where, actor)
        if event in ("organization", "membership"):
            _apply_membership(state, event, payload, actor)


def _adopt_people(state: State, payload: Told) -> None:
    if login := text(part(payload, "organization"), "login"):
        state.make_organization(login)
    owner, _, _ = (repository_name(payload) or "").partition("/")
    seen: set[str] = set()
    for told in objects(payload):
        login, id_ = text(told, "login"), whole(told, "id")
        # The owner may be an organization: that only an id, or the world, can tell.
        if login and (id_ or login.casefold() != owner.casefold()) and login.casefold() not in seen:
            seen.add(login.casefold())
            state.adopt_user(login, id_, text(told, "type"))


def _adopt_repository(state: State, event: str, payload: Told) -> Repository | None:
    name = repository_name(payload)
    if name is None:
        return None
    if (old := _before_move(state, event, payload, name)) is not None:
        repositories.rename(state, old, old.owner, name)
    told, where = part(payload, "repository"), state.make_repository(name)
    _adopt_ids(state, where, payload)
    private, archived = flag(told, "private"), flag(told, "archived")
    where.private = where.private if private is None else private
    where.archived = where.archived if archived is None else archived
    return where


def _adopt_ids(state: State, where: Repository, payload: Told) -> None:
    told = part(payload, "repository")
    where.id = whole(told, "id") or where.id
    if (branch := text(told, "default_branch")) and branch != where.default_branch:
        where.branches.setdefault(branch, where.branches.pop(where.default_branch, {}))
        where.default_branch = branch
    if id_ := whole(part(payload, "installation"), "id"):
        state.adopt_installation(where.owner, id_)


def _before_move(state: State, event: str, payload: Told, name: str) -> Repository | None:
    # The world knows a renamed or transferred repository by its old name.
    if event != "repository" or state.repository(name) is not None:
        return None
    owner, _, short = name.partition("/")
    before = text(part(payload, "changes", "repository", "name"), "from") or short
    old_owner = part(payload, "changes", "owner", "from")
    owner = text(part(old_owner, "user") or part(old_owner, "organization"), "login") or owner
    return state.repository(f"{owner}/{before}")


def _apply_label(state: State, where: Repository, payload: Told, actor: User) -> None:
    told = part(payload, "label")
    name = text(told, "name")
    if name is None:
        return
    before = text(part(payload, "changes", "name"), "from")
    label = where.labels.get((before or name).casefold())
    if payload.get("action") == "deleted":
        if label is not None:
            repositories.delete_label(state, where, label, actor)
        return
    if label is not None and before and where.labels.get(name.casefold(), label) is label:
        repositories.rename_label(state, where, label, actor, name)
    label = state.make_label(where, name)
    label.id = whole(told, "id") or label.id
    label.color = text(told, "color") or label.color
    label.description = text(told, "description") or label.description


def _apply_member(state: State, where: Repository, payload: Told, actor: User) -> None:
    login = text(part(payload, "member"), "login")
    if login is None:
        return
    user, changes = state.person(login), part(payload, "changes")
    if payload.get("action") == "removed":
        repositories.set_role(state, where, actor, user, None)
    else:
        role = text(part(changes, "role_name"), "to") or text(part(changes, "permission"), "to")
        repositories.set_role(state, where, actor, user, role or where.roles.get(user.key) or "write")


def _apply_push(state: State, where: Repository, payload: Told, actor: User) -> None:
    # A push tells which files went and came, not what is in them: what came keeps the world's text.
    if payload.get("ref") != f"refs/heads/{where.default_branch}":
        return
    commits = [each for each in items(payload, "commits") or () if isinstance(each, dict)]
    gone = [path for each in commits for path in items(each, "removed") or () if isinstance(path, str)]
    branches.push(state, where, actor, dict.fromkeys(gone))


def _apply_membership(state: State, event: str, payload: Told, actor: User) -> None:
    name = text(part(payload, "organization"), "login")
    login = text(part(payload, "member") or part(payload, "membership", "user"), "login")
    if name is None or login is None:
        return
    where, user = state.make_organization(name), state.person(login)
    slug = text(part(payload, "team"), "slug") or text(part(payload, "team"), "name")
    match event, payload.get("action"):
        case "organization", "member_added":
            membership.add_member(state, where, actor, user)
        case "organization", "member_removed":
            membership.remove_member(state, where, actor, user)
        case "membership", "added" if slug:
            membership.add_to_team(state, where, membership.make_team(where, slug), actor, user)
        case "membership", "removed" if slug:
            membership.remove_from_team(state, where, membership.make_team(where, slug), actor, user)
