"""What owners do with the App on their repositories."""

from __future__ import annotations

from collections.abc import Mapping

from fakegithub.changes import accounts
from fakegithub.changes import installations as changes
from fakegithub.people.maintainers import Maintainer


class Owner(Maintainer):
    """Somebody with an account, who installs the App. LookupError names what does not exist."""

    def installs(self, owner: str) -> None:
        """Install the App on an owner's repositories."""
        changes.install(self.state, self.state.person(owner), self.user)

    def uninstalls(self, owner: str) -> None:
        """Take the App away."""
        if (installation := self.state.installation(owner)) is not None:
            changes.uninstall(self.state, installation, self.user)

    def suspends(self, owner: str) -> None:
        """Suspend the App's installation."""
        if (installation := self.state.installation(owner)) is not None:
            changes.suspend(self.state, installation, self.user)

    def unsuspends(self, owner: str) -> None:
        """End the suspension."""
        if (installation := self.state.installation(owner)) is not None:
            changes.unsuspend(self.state, installation, self.user)

    def accepts_permissions(self, owner: str, permissions: Mapping[str, str]) -> None:
        """Grant the App these permissions (`issues: write` …) and no others."""
        changes.accept_permissions(self.state, self._installation(owner), self.user, dict(permissions))

    def lets_app_into(self, *repos: str) -> None:
        """Let the App into repositories of an owner who chose some of them."""
        added = [self._repository(repo) for repo in repos]
        changes.add_repositories(self.state, self._installation(added[0].owner.login), self.user, added)

    def keeps_app_out_of(self, *repos: str) -> None:
        """Let the App no longer into repositories; it stays in the owner's others."""
        removed = [self._repository(repo) for repo in repos]
        changes.remove_repositories(
            self.state, self._installation(removed[0].owner.login), self.user, removed
        )

    def renames_account(self, login: str) -> None:
        """Take another login; ValueError where it is taken."""
        accounts.rename(self.state, self.user, login)

    def conceals_membership(self, org: str) -> None:
        """Belong to an organization without showing it."""
        self._organization(org).concealed.add(self.user.key)

    def deletes_account(self) -> None:
        """Delete one's own account."""
        accounts.delete(self.state, self.user)
