"""GitHub as a handler may read it. `bot.github.read.reader` does it over the network."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from pydantic import Field

from bot.core.model import GHOST, Account, Comment, LabelInfo, Repository, Subject, Text, User, Value
from bot.core.permissions import Role


class MilestoneInfo(Value):
    """An open milestone of a repository. `node_id` is its id in GraphQL, where GitHub told it."""

    number: int
    title: str
    node_id: Text = Field(default="", exclude=True, repr=False)


class LinkedPull(Value):
    """An open pull request that GitHub links with an issue, in whatever `repository` (`owner/repo`) it is."""

    repository: str
    number: int
    author: Account = GHOST
    private: bool = False


class PullDetails(Value):
    """What a pull request's own webhooks do not tell: the issues of its repository that GitHub links it with,
    by words or by hand, and what it changes. `paths` is None where it changes more than a hundred files."""

    issues: tuple[int, ...] = ()
    paths: tuple[str, ...] | None = None
    lines: int | None = None


class WaitingRun(Value):
    """A run of a workflow that waits for a maintainer's approval: of which commit, and whose."""

    head_sha: str
    actor: Account = GHOST


class WaitingRuns(Protocol):
    """Runs of workflows that wait for approval, as the pages ask about them."""

    async def of(self, installation_id: int, repository: Repository) -> tuple[WaitingRun, ...] | None:
        """Return those of a repository; None where we may not look: it takes the optional right
        `actions: read`. Raise `Unreachable`, `NoAccess`."""
        ...


class Reader(Protocol):
    """GitHub, read only, inside one repository. Answers are cached as long as they can be trusted.

    Raises `Unreachable` when GitHub cannot be asked for now; never anything of HTTP.
    """

    async def role_of(self, person: User) -> Role:
        """Return the live role of an account (`role_name`; unknown custom roles fall back to `permission`).
        What GitHub says of another account that has this login by now is not said of `person`.

        https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user
        """
        ...

    async def is_member(self, person: User) -> bool:
        """Return whether the account belongs to the organization that owns the repository, also privately."""
        ...

    async def team(self, slug: str) -> tuple[User, ...] | None:
        """Return the people of a team of the owning organization; None when there is no such team (or no
        right)."""
        ...

    async def user(self, login: str, *, or_told: bool = False) -> User | None:
        """Return an account by its login; None when there is none. `or_told` as for `can_be_assigned`."""
        ...

    async def can_be_assigned(self, login: str, number: int, *, or_told: bool = False) -> bool:
        """Return whether GitHub would accept the person as an assignee of this subject.

        `or_told`: of people at home with the owner it is taken for granted, by who is told if GitHub says no
        when it is done."""
        ...

    async def labels(self) -> tuple[LabelInfo, ...]:
        """Return the labels of the repository."""
        ...

    async def milestones(self) -> tuple[str, ...]:
        """Return the titles of the open milestones."""
        ...

    async def issue_types(self) -> tuple[str, ...]:
        """Return the names of the types that issues can have here; empty where there are none, or on servers
        that know none.

        https://docs.github.com/en/rest/repos/repos#list-issue-types-for-a-repository
        """
        ...

    async def blockers(self, number: int) -> tuple[str, ...]:
        """Return the open issues (`owner/repo#7`) that block an issue, as far as the App may see them.

        https://docs.github.com/en/rest/issues/issue-dependencies
        """
        ...

    async def sub_issues(self, number: int) -> tuple[str, ...]:
        """Return the open sub-issues (`owner/repo#7`) of an issue that nobody is assigned to, as far as the
        App may see them.

        https://docs.github.com/en/rest/issues/sub-issues
        """
        ...

    async def file(self, path: str, ref: str | None = None) -> str | None:
        """Return a text file (of the default branch unless given); None if there is none."""
        ...

    async def files(self, folder: str) -> tuple[str, ...]:
        """Return the paths of the files and folders directly in a folder of the default branch (its root has
        no name); a folder's path ends in a slash."""
        ...

    async def subject(self, number: int) -> Subject | None:
        """Return the present state of an issue or pull request; None when it is gone or unseen."""
        ...

    async def linked_pulls(self, number: int) -> tuple[LinkedPull, ...]:
        """Return the open pull requests that GitHub links with an issue, by words, by branch or by hand, also
        those in other repositories that we see; none where we may not ask.

        https://docs.github.com/en/graphql/reference/objects#issue
        """
        ...

    async def changed_files(self, number: int) -> tuple[str, ...]:
        """Return the paths a pull request touches."""
        ...

    async def pull_details(self, number: int) -> PullDetails:
        """Return the details of a pull request; empty ones where we may not ask. One request for all.

        https://docs.github.com/en/graphql/reference/objects#pullrequest
        """
        ...

    async def details_of(self, numbers: Collection[int]) -> Mapping[int, PullDetails]:
        """Return the details of pull requests by number, one request for all; nothing of those about which we
        may not ask."""
        ...

    async def may(self, permission: str, level: str) -> bool:
        """Return whether the App has a permission here: what it came with, or an optional right.

        https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
        """
        ...

    async def failing_checks(self, sha: str) -> tuple[str, ...]:
        """Return the names of the checks of a commit whose latest run failed, sorted; empty where we may not
        look.

        Checks report far more often than anybody needs to know: they are looked up when it matters."""
        ...

    async def waiting_runs(self) -> tuple[WaitingRun, ...]:
        """Return the latest runs of workflows that wait for approval, a hundred at most; none where we may
        not look: it takes the optional right `actions: read`.

        https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository
        """
        ...

    async def comments(self, number: int) -> tuple[Comment, ...]:
        """Return the comments of a subject, oldest first."""
        ...

    async def reactions(self, number: int, comment_id: int | None = None) -> tuple[tuple[str, User], ...]:
        """Return (content, who) on the subject itself or on a comment. There is no webhook for reactions.

        https://docs.github.com/en/rest/reactions/reactions
        """
        ...

    async def has_contributed(self, login: str, apart_from: str = "", before: datetime | None = None) -> bool:
        """Return whether the person has an issue or pull request with this owner from `before` (UTC; unless
        given, from before yesterday, for what is younger the ledger knows).

        `apart_from` is a subject (`owner/repo#7`) that does not count. One search; used once for a person
        never seen."""
        ...

    async def has_proposed(self, login: str, apart_from: str = "", before: datetime | None = None) -> bool:
        """Return the same of pull requests alone: what somebody reported may be known already."""
        ...

    async def can_see(self, repository: str) -> bool:
        """Return whether the App is installed on another repository (for `/transfer`)."""
        ...
