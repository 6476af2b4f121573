"""What maintainers and owners do to repositories and organizations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from fakegithub.changes import branches, membership, milestones, repositories
from fakegithub.model import records
from fakegithub.model.state import State
from fakegithub.payloads.pulls import of

Record = TypeVar("Record")


class Maintainer:
    """Somebody who maintains repositories and organizations. LookupError names what does not exist."""

    def __init__(self, state: State, user: records.User) -> None:
        self.state, self.user = state, user

    @property
    def login(self) -> str:
        """The account's login."""
        return self.user.login

    # Repositories

    def pushes(self, repo: str, files: Mapping[str, str | None], branch: str | None = None) -> str:
        """Commit files (None deletes one) to a branch, by default the default one; return the new sha."""
        return branches.push(self.state, self._repository(repo), self.user, files, branch)

    def approves_runs(self, repo: str, number: int) -> None:
        """Let the workflows of a first-timer's pull request run."""
        pull = self._repository(repo).issues[number].pull
        assert pull is not None
        self._repository(repo).approved.add(pull.head_sha)

    def creates_label(
        self, repo: str, name: str, color: str = "ededed", description: str | None = None
    ) -> None:
        """Make a label."""
        repositories.create_label(self.state, self._repository(repo), self.user, name, color, description)

    def renames_label(self, repo: str, name: str, new: str) -> None:
        """Rename a label."""
        repository = self._repository(repo)
        repositories.rename_label(self.state, repository, repository.labels[name.casefold()], self.user, new)

    def deletes_label(self, repo: str, name: str) -> None:
        """Delete a label."""
        repository = self._repository(repo)
        repositories.delete_label(self.state, repository, repository.labels[name.casefold()], self.user)

    def creates_milestone(self, repo: str, title: str) -> int:
        """Make a milestone; returns its number."""
        return milestones.create(self.state, self._repository(repo), self.user, title).number

    def closes_milestone(self, repo: str, title: str) -> None:
        """Close a milestone."""
        repository = self._repository(repo)
        milestones.close(self.state, repository, self._milestone(repository, title), self.user)

    def deletes_milestone(self, repo: str, title: str) -> None:
        """Delete a milestone."""
        repository = self._repository(repo)
        milestones.delete(self.state, repository, self._milestone(repository, title), self.user)

    def adds_collaborator(self, repo: str, login: str, role: str = "write") -> None:
        """Give somebody a role in a repository (also another one than before)."""
        repositories.set_role(self.state, self._repository(repo), self.user, self.state.person(login), role)

    def removes_collaborator(self, repo: str, login: str) -> None:
        """Take somebody's role away."""
        repositories.set_role(self.state, self._repository(repo), self.user, self.state.person(login), None)

    def creates_repository(self, full_name: str, *, private: bool = False) -> None:
        """Make a repository."""
        repositories.create(self.state, full_name, self.user, private=private)

    def deletes_repository(self, repo: str) -> None:
        """Delete a repository."""
        repositories.delete(self.state, self._repository(repo), self.user)

    def renames_repository(self, repo: str, new_name: str) -> str:
        """Rename a repository; returns its new full name."""
        return self.transfers_repository(repo, f"{repo.partition('/')[0]}/{new_name}")

    def transfers_repository(self, repo: str, full_name: str) -> str:
        """Move a repository to another owner (or name); returns its new full name."""
        repositories.rename(self.state, self._repository(repo), self.user, full_name)
        return full_name

    def archives(self, repo: str) -> None:
        """Archive a repository."""
        repositories.set_archived(self.state, self._repository(repo), self.user, archived=True)

    def unarchives(self, repo: str) -> None:
        """Unarchive a repository."""
        repositories.set_archived(self.state, self._repository(repo), self.user, archived=False)

    def makes_private(self, repo: str) -> None:
        """Make a repository private."""
        repositories.set_private(self.state, self._repository(repo), self.user, private=True)

    def makes_public(self, repo: str) -> None:
        """Make a repository public."""
        repositories.set_private(self.state, self._repository(repo), self.user, private=False)

    # Organizations

    def adds_member(self, org: str, login: str) -> None:
        """Take somebody into an organization."""
        membership.add_member(self.state, self._organization(org), self.user, self.state.person(login))

    def removes_member(self, org: str, login: str) -> None:
        """Let somebody go from an organization."""
        membership.remove_member(self.state, self._organization(org), self.user, self.state.person(login))

    def adds_to_team(self, org: str, team: str, login: str) -> None:
        """Take somebody into a team (made if need be)."""
        organization = self._organization(org)
        user = self.state.person(login)
        membership.add_to_team(
            self.state, organization, membership.make_team(organization, team), self.user, user
        )

    def removes_from_team(self, org: str, team: str, login: str) -> None:
        """Take somebody out of a team."""
        organization, user = self._organization(org), self.state.person(login)
        membership.remove_from_team(self.state, organization, self._team(org, team), self.user, user)

    def creates_team(self, org: str, team: str) -> None:
        """Make a team without members."""
        membership.create_team(self.state, self._organization(org), self.user, team)

    def deletes_team(self, org: str, team: str) -> None:
        """Delete a team."""
        membership.delete_team(self.state, self._organization(org), self.user, self._team(org, team))

    # Lookups: LookupError names what does not exist

    def _repository(self, repo: str) -> records.Repository:
        return _existing(self.state.repository(repo), f"repository {repo}")

    def _issue(self, repo: str, number: int) -> records.Issue:
        return _existing(self._repository(repo).issues.get(number), f"issue {repo}#{number}")

    def _organization(self, org: str) -> records.Organization:
        return _existing(self.state.organization(org), f"organization {org}")

    def _team(self, org: str, slug: str) -> records.Team:
        return _existing(self._organization(org).teams.get(slug.casefold()), f"team {org}/{slug}")

    def _installation(self, owner: str) -> records.Installation:
        return _existing(self.state.installation(owner), f"installation of the App on {owner}")

    @staticmethod
    def _milestone(repository: records.Repository, title: str) -> records.Milestone:
        titles = {milestone.title.casefold(): milestone for milestone in repository.milestones}
        return _existing(titles.get(title.casefold()), f"milestone {title} in {repository.full_name}")

    @staticmethod
    def _review(issue: records.Issue, id_: int) -> records.Review:
        reviews = {review.id: review for review in of(issue).reviews}
        return _existing(reviews.get(id_), f"review {id_} on {issue.repository.full_name}#{issue.number}")


def _existing(record: Record | None, name: str) -> Record:
    if record is None:
        raise LookupError(f"there is no {name}")
    return record
