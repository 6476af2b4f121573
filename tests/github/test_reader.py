"""GitHub as handlers read it: right about people, sparing with requests, honest when it cannot be asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.errors import NoAccess, Unreachable
from bot.core.model import LabelInfo, User
from bot.core.permissions import Role
from bot.core.ports.reader import Reader
from bot.github.read.reader import RepositoryReader
from fakegithub.http.faults import Fault
from fakegithub.model.ids import stable_id
from tests.harness.in_process.client import NOON, Rig, rig

pytestmark = pytest.mark.usefixtures("each_version")


def account(login: str) -> User:
    """The account that a world begins with under this login."""
    return User(id=stable_id("user", login), login=login)


def reader(it: Rig, name: str = "acme/widget") -> RepositoryReader:
    """A reader of one repository."""
    return it.service.readers.reader(it.installation, it.repository(name))


async def test_it_is_what_handlers_expect() -> None:
    it: Reader = reader(rig())
    assert await it.user("alice")


async def test_roles_come_by_their_names_not_by_the_four_old_words() -> None:
    it = reader(rig())
    roles = [await it.role_of(account(login)) for login in ("alice", "mona", "bob", "carol", "eve")]
    assert roles == [Role.ADMIN, Role.MAINTAIN, Role.WRITE, Role.TRIAGE, Role.READ]


async def test_a_stranger_has_no_role_in_a_private_repository() -> None:
    it = reader(rig(), "acme/secret")
    assert await it.role_of(account("eve")) == Role.NONE
    assert await it.role_of(account("dan")) == Role.READ
    assert await it.role_of(account("who-never-was")) == Role.NONE
    assert await it.role_of(account("../../orgs/acme")) == Role.NONE


async def test_a_custom_role_counts_as_the_one_it_is_built_upon() -> None:
    it = rig()
    found = it.github.state.repository("acme/widget")
    assert found is not None
    found.roles[it.github.state.person("rita").key] = "release manager"
    answer = await it.client.get("/repos/acme/widget/collaborators/rita/permission", dict)
    assert answer["role_name"] == "release manager"
    assert await reader(it).role_of(account("rita")) == Role.parse(answer["permission"])


async def test_a_role_is_believed_for_five_minutes_or_until_something_changes() -> None:
    it = rig()
    asked = reader(it)
    assert await asked.role_of(account("bob")) == Role.WRITE
    it.github.person("alice").removes_collaborator("acme/widget", "bob")
    assert await asked.role_of(account("BOB")) == Role.WRITE
    assert it.spent("GET", "permission") == 1
    it.clock.advance(301)
    assert await asked.role_of(account("bob")) == Role.READ
    it.github.person("alice").adds_collaborator("acme/widget", "bob", "triage")
    it.service.forget_people("Acme")
    assert await asked.role_of(account("bob")) == Role.TRIAGE


async def test_a_repository_made_private_closes_at_once() -> None:
    it = rig()
    assert await reader(it).role_of(account("eve")) == Role.READ
    it.github.person("alice").makes_private("acme/widget")
    it.service.forget_people("acme")
    assert await reader(it).role_of(account("eve")) == Role.NONE


@pytest.mark.parametrize("fault", [Fault.BAD_GATEWAY, Fault.TOO_MANY, Fault.LOST_REQUEST])
async def test_a_role_that_cannot_be_asked_is_unreachable_and_asked_again_later(fault: Fault) -> None:
    it = rig()
    it.github.faults.next("GET", "permission", fault)
    with pytest.raises(Unreachable):
        await reader(it).role_of(account("alice"))
    it.clock.advance(61)
    assert await reader(it).role_of(account("alice")) == Role.ADMIN


async def test_members_also_private_ones_and_teams() -> None:
    it = reader(rig())
    assert await it.is_member(account("alice"))
    assert not await it.is_member(account("bob"))
    assert await it.team("triage") == (account("alice"), account("carol"))
    assert await it.team("none") is None


async def test_nobody_inherits_a_role_or_a_membership_with_a_login() -> None:
    it = rig()
    asked = reader(it)
    bob = account("bob")
    assert (await asked.role_of(bob), await asked.is_member(account("alice"))) == (Role.WRITE, True)
    it.github.person("bob").renames_account("robert")
    heir = it.github.state.person("bob")
    assert heir.id != bob.id
    assert await asked.role_of(User(id=heir.id, login="bob")) == Role.READ
    assert not await asked.is_member(User(id=heir.id, login="alice"))


async def test_what_github_says_of_the_heir_of_a_login_is_not_said_of_who_had_it() -> None:
    it = rig()
    bob = account("bob")
    it.github.person("bob").renames_account("robert")
    it.github.person("alice").adds_collaborator("acme/widget", "bob", "admin")
    assert await reader(it).role_of(bob) == Role.READ
    assert await reader(it).role_of(User(id=bob.id, login="robert")) == Role.WRITE


async def test_the_owner_of_a_personal_repository_is_its_only_member() -> None:
    it = rig({"now": NOON.isoformat(), "repositories": [{"name": "zoe/tools"}]})
    owned = it.repository("zoe/tools")
    installation = it.github.state.installation("zoe")
    assert installation is not None
    asked = it.service.reader(installation.id, owned)
    assert (await asked.is_member(account("Zoe")), await asked.is_member(account("eve"))) == (True, False)
    assert await asked.team("core") is None


async def test_an_account_or_none() -> None:
    it = reader(rig())
    found = await it.user("alice")
    assert found is not None
    assert (found.login, found.is_bot) == ("alice", False)
    assert await it.user("who-never-was") is None


async def test_who_can_be_assigned_is_asked_of_the_subject_too() -> None:
    it = rig()
    asked = reader(it)
    assert await asked.can_be_assigned("carol", 7)
    assert not await asked.can_be_assigned("zed", 7)
    it.github.person("zed").comments("acme/widget", 7, "I could")
    it.service.forget_people("acme")
    assert await asked.can_be_assigned("zed", 7)
    assert not await asked.can_be_assigned("zed", 1)


async def test_labels_and_milestones_are_kept_shortly() -> None:
    it = rig()
    asked = reader(it)
    expected = (LabelInfo(name="bug"), LabelInfo(name="Kind/Docs"))
    assert tuple(LabelInfo(name=each.name) for each in await asked.labels()) == expected
    assert await asked.milestones() == ("v1.0",)
    await asked.labels()
    assert it.spent("GET", "/labels") == 1
    it.github.person("alice").creates_label("acme/widget", "new")
    it.service.forget_repository(it.repository().id)
    assert "new" in [each.name for each in await asked.labels()]


async def test_what_has_changed_in_a_repository_is_asked_again_there_alone() -> None:
    it = rig()
    here, elsewhere = reader(it), reader(it, "acme/.github")
    for asked, path in ((here, "README.md"), (elsewhere, ".github/stewardbot.yml")):
        await asked.file(path)
    assert not await here.can_be_assigned("zed", 1)
    it.github.person("alice").pushes("acme/widget", {"README.md": "# Gadget"})
    it.github.person("alice").pushes("acme/.github", {".github/stewardbot.yml": "mode: act\n"})
    it.github.person("alice").adds_collaborator("acme/widget", "zed", "triage")
    it.service.forget_repository(it.repository().id)
    assert await here.file("README.md") == "# Gadget"
    assert await here.can_be_assigned("zed", 1)
    assert await elsewhere.file(".github/stewardbot.yml") == "mode: observe\n"


async def test_files_of_the_default_branch_of_another_and_none() -> None:
    it = rig()
    asked = reader(it)
    assert await asked.file("README.md") == "# Widget"
    assert await asked.file("/README.md") == "# Widget"
    assert await asked.file("docs") is None
    assert await asked.file("nope.md") is None
    assert await asked.file("../../../user") is None
    assert await asked.file("README.md", "no-branch") is None
    assert await asked.files("docs") == ("docs/a.md", "docs/b.md")
    assert await asked.files("README.md") == ()
    assert await asked.files("none") == ()


async def test_a_file_that_has_not_changed_is_asked_about_but_not_sent() -> None:
    it = rig()
    asked = reader(it)
    await asked.file("README.md")
    it.clock.advance(301)
    assert await asked.file("README.md") == "# Widget"
    assert [each.status for each in it.github.api.log if "README" in each.path] == [200, 304]


async def test_an_issue_and_a_pull_request_as_they_are_now() -> None:
    it = reader(rig())
    issue, pull = await it.subject(7), await it.subject(8)
    assert issue is not None
    assert pull is not None
    assert (issue.title, issue.author.login, issue.is_pull_request) == ("It breaks", "eve", False)
    assert (pull.is_pull_request, [each.login for each in pull.reviewers]) == (True, ["bob"])
    assert pull.head_sha
    assert await it.subject(404) is None
    assert await it.changed_files(8) == ("docs/a.md",)
    assert await it.changed_files(7) == ()


async def test_a_renamed_repository_keeps_its_subjects() -> None:
    it = rig()
    asked = reader(it)
    it.github.person("alice").renames_repository("acme/widget", "gadget")
    found = await asked.subject(7)
    assert found is not None
    assert found.title == "It breaks"


async def test_comments_and_reactions() -> None:
    it = rig()
    asked = reader(it)
    said = it.github.person("eve").comments("acme/widget", 7, "hello")
    it.github.person("bob").reacts("acme/widget", 7, "eyes")
    it.github.person("carol").reacts("acme/widget", 7, "+1", comment=said)
    assert [(each.author.login, each.body) for each in await asked.comments(7)] == [("eve", "hello")]
    assert [(content, who.login) for content, who in await asked.reactions(7)] == [("eyes", "bob")]
    assert [(content, who.login) for content, who in await asked.reactions(7, said)] == [("+1", "carol")]


async def test_old_hands_are_known_by_one_search_and_the_first_issue_makes_nobody_one() -> None:
    it = rig()
    asked = reader(it)
    assert await asked.has_contributed("dan")
    assert not await asked.has_contributed("eve")
    assert not await asked.has_contributed("who-never-was")
    assert it.github.api.count("GET", "search") == 3
    assert not await asked.has_contributed("eve user:other")
    since = it.service.readers.reader(it.installation, it.repository(), NOON - timedelta(minutes=30))
    assert await since.has_contributed("eve")
    assert not await since.has_proposed("dan"), "an issue is no change"
    later = NOON + timedelta(hours=1)
    assert await since.has_proposed("eve", before=later), "her pull request is"


async def test_a_search_that_is_limited_is_unreachable() -> None:
    it = rig()
    it.github.faults.next("GET", "search", Fault.TOO_MANY)
    with pytest.raises(Unreachable):
        await reader(it).has_contributed("dan")


async def test_where_the_app_is_installed() -> None:
    it = reader(rig())
    assert await it.can_see("acme/secret")
    assert not await it.can_see("other/place")
    assert not await it.can_see("../x")


async def test_a_lost_installation_is_no_access_not_a_passing_trouble() -> None:
    it = rig()
    asked = reader(it)
    it.github.person("alice").uninstalls("acme")
    with pytest.raises(Unreachable):
        await asked.role_of(account("alice"))
    it.clock.advance(45)
    with pytest.raises(NoAccess):
        await asked.role_of(account("alice"))
    with pytest.raises(NoAccess):
        await asked.comments(7)


async def test_comments_bring_the_reactions_in_one_question_and_say_what_rest_says() -> None:
    it, plain = rig(batches=True), rig()
    for each in (it, plain):
        for login in ("eve", "bob"):
            said = each.github.person(login).comments("acme/widget", 7, f"hello from {login}")
        each.github.person("bob").reacts("acme/widget", 7, "eyes")
        each.github.person("carol").reacts("acme/widget", 7, "+1", comment=said)
    ask, rest = reader(it), reader(plain)
    assert await ask.comments(7) == await rest.comments(7)
    assert await ask.reactions(7) == await rest.reactions(7)
    assert [c.id for c in await ask.comments(7)][-1] == said
    assert await ask.reactions(7, said) == await rest.reactions(7, said)
    assert [sent.path for sent in it.github.api.log if "access_tokens" not in sent.path] == ["/graphql"]


async def test_a_long_conversation_and_one_that_graphql_does_not_tell_are_left_to_rest() -> None:
    it = rig(batches=True)
    for number in range(101):
        it.github.person("eve").comments("acme/widget", 7, f"{number}")
    assert [comment.body for comment in await reader(it).comments(7)] == [str(n) for n in range(101)]
    it.github.faults.next("POST", "/graphql", Fault.FORBIDDEN)
    assert len(await reader(it).comments(7)) == 101
    assert await reader(it).comments(404) == ()
