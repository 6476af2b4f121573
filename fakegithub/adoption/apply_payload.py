"""A webhook's payload, applied to the world it happened in: how `stewardbot plan` gets its GitHub.

The world is the state *before* the event and may say little; the payload says what is new and may be cut down
to little more than that. `apply` makes the state what it was when GitHub sent the event, and tells nobody.
Ids are adopted from the payload by the login, repository or number they name. Spelling is the world's.
"""

from __future__ import annotations

from fakegithub.adoption import apply_subject
from fakegithub.adoption import payload_fields as read
from fakegithub.adoption.payload_fields import Fields
from fakegithub.changes import branches, membership, repositories
from fakegithub.model.records import Repository, User
from fakegithub.model.state import Clock, State


def state_from_payload(event: str, payload: Fields, clock: Clock) -> State:
    """The state after an event of which nothing but the payload is known."""
    state = State("stewardbot[bot]", clock)
    apply(state, event, payload)
    return state


def adopt(state: State, event: str, payload: Fields) -> None:
    """Take over the people and the repository a payload names, with their ids, but not its news: so ids are
    the same before and after what is still to happen."""
    with state.quiet():
        _adopt_people(state, payload)
        name = read.repository_name(payload)
        if name is not None:
            repo = _before_move(state, event, payload, name) or state.make_repository(name)
            _adopt_ids(state, repo, payload)


def apply(state: State, event: str, payload: Fields) -> None:
    """Make the state what it was when GitHub sent this event."""
    with state.quiet():
        _adopt_people(state, payload)
        login = read.text(read.part(payload, "sender"), "login")
        actor = state.person(login) if login else state.person("ghost")
        repo = _adopt_repository(state, event, payload)
        if repo is not None:
            match event:
                case "label":
                    _apply_label(state, repo, payload, actor)
                case "member":
                    _apply_member(state, repo, payload, actor)
                case "push":
                    _apply_push(state, repo, payload, actor)
                case _:
                    apply_subject.apply(state, event, payload, repo, actor)
        if event in ("organization", "membership"):
            _apply_membership(state, event, payload, actor)


def _adopt_people(state: State, payload: Fields) -> None:
    if login := read.text(read.part(payload, "organization"), "login"):
        state.make_organization(login)
    owner, _, _ = (read.repository_name(payload) or "").partition("/")
    seen: set[str] = set()
    for account in read.objects(payload):
        login, id_ = read.text(account, "login"), read.integer(account, "id")
        # The owner may be an organization: that only an id, or the world, can tell.
        if login and (id_ or login.casefold() != owner.casefold()) and login.casefold() not in seen:
            seen.add(login.casefold())
            state.adopt_user(login, id_, read.text(account, "type"))


def _adopt_repository(state: State, event: str, payload: Fields) -> Repository | None:
    name = read.repository_name(payload)
    if name is None:
        return None
    if (old := _before_move(state, event, payload, name)) is not None:
        repositories.rename(state, old, old.owner, name)
    fields, repo = read.part(payload, "repository"), state.make_repository(name)
    _adopt_ids(state, repo, payload)
    read.adopt(repo, fields, private=read.flag, archived=read.flag)
    return repo


def _adopt_ids(state: State, repo: Repository, payload: Fields) -> None:
    fields = read.part(payload, "repository")
    read.adopt(repo, fields, id=read.integer)
    if (branch := read.text(fields, "default_branch")) and branch != repo.default_branch:
        repo.branches.setdefault(branch, repo.branches.pop(repo.default_branch, {}))
        repo.default_branch = branch
    if id_ := read.integer(read.part(payload, "installation"), "id"):
        state.adopt_installation(repo.owner, id_)


def _before_move(state: State, event: str, payload: Fields, name: str) -> Repository | None:
    # The world knows a renamed or transferred repository by its old name.
    if event != "repository" or state.repository(name) is not None:
        return None
    owner, _, short = name.partition("/")
    before = read.text(read.part(payload, "changes", "repository", "name"), "from") or short
    old_owner = read.part(payload, "changes", "owner", "from")
    owner = read.text(read.part(old_owner, "user") or read.part(old_owner, "organization"), "login") or owner
    return state.repository(f"{owner}/{before}")


def _apply_label(state: State, repo: Repository, payload: Fields, actor: User) -> None:
    fields = read.part(payload, "label")
    name = read.text(fields, "name")
    if name is None:
        return
    before = read.text(read.part(payload, "changes", "name"), "from")
    label = repo.labels.get((before or name).casefold())
    if payload.get("action") == "deleted":
        if label is not None:
            repositories.delete_label(state, repo, label, actor)
        return
    if label is not None and before and repo.labels.get(name.casefold(), label) is label:
        repositories.rename_label(state, repo, label, actor, name)
    label = state.make_label(repo, name)
    read.adopt(label, fields, id=read.integer, color=read.text, description=read.text)


def _apply_member(state: State, repo: Repository, payload: Fields, actor: User) -> None:
    login = read.text(read.part(payload, "member"), "login")
    if login is None:
        return
    user, changes = state.person(login), read.part(payload, "changes")
    if payload.get("action") == "removed":
        repositories.set_role(state, repo, actor, user, None)
    else:
        role = read.text(read.part(changes, "role_name"), "to") or read.text(
            read.part(changes, "permission"), "to"
        )
        repositories.set_role(state, repo, actor, user, role or repo.roles.get(user.key) or "write")


def _apply_push(state: State, repo: Repository, payload: Fields, actor: User) -> None:
    # A push tells which files went and came, not what is in them: what came keeps the world's text.
    if payload.get("ref") != f"refs/heads/{repo.default_branch}":
        return
    commits = [commit for commit in read.list_(payload, "commits") or () if isinstance(commit, dict)]
    gone = [
        path for commit in commits for path in read.list_(commit, "removed") or () if isinstance(path, str)
    ]
    branches.push(state, repo, actor, dict.fromkeys(gone))


def _apply_membership(state: State, event: str, payload: Fields, actor: User) -> None:
    name = read.text(read.part(payload, "organization"), "login")
    login = read.text(read.part(payload, "member") or read.part(payload, "membership", "user"), "login")
    if name is None or login is None:
        return
    organization, user = state.make_organization(name), state.person(login)
    slug = read.text(read.part(payload, "team"), "slug") or read.text(read.part(payload, "team"), "name")
    match event, payload.get("action"):
        case "organization", "member_added":
            membership.add_member(state, organization, actor, user)
        case "organization", "member_removed":
            membership.remove_member(state, organization, actor, user)
        case "membership", "added" if slug:
            membership.add_to_team(state, organization, membership.make_team(organization, slug), actor, user)
        case "membership", "removed" if slug:
            membership.remove_from_team(
                state, organization, membership.make_team(organization, slug), actor, user
            )
