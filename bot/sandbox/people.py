"""What people do on GitHub, one method each: `github.person("eve").opens_issue("acme/widget", "Crash")`.

They are for tests, the demo and simulations, which read like the story they tell. Nobody checks whether a
person may: the story's author decides. Every change sends its webhooks with that person as the sender.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.sandbox import seed
from bot.sandbox.changes import comments, issues, membership, pulls, repositories
from bot.sandbox.records import Issue, Organization, Repository, ReviewComment, Team, User
from bot.sandbox.state import State


class Person:
    """Somebody with an account. LookupError tells what does not exist."""

    def __init__(self, state: State, user: User) -> None:
        self.state, self.user = state, user

    @property
    def login(self) -> str:
        """The account's login."""
        return self.user.login

    # Issues and pull requests

    def opens_issue(self, repo: str, title: str, body: str = "", labels: Iterable[str] = ()) -> int:
        """Open an issue; returns its number. Labels are put on right afterwards, as a template does."""
        issue = issues.open_issue(self.state, self._repository(repo), self.user, title, body)
        self.labels(repo, issue.number, *labels)
        return issue.number

    def opens_pull(
        self,
        repo: str,
        title: str,
        body: str = "",
        *,
        files: Iterable[str] = (),
        head_files: Mapping[str, str] | None = None,
        closes: Iterable[int] = (),
        draft: bool = False,
    ) -> int:
        """Open a pull request; returns its number. `files` are paths it changes, `head_files` their text."""
        where = self._repository(repo)
        made = pulls.open_pull(
            self.state, where, self.user, title, body,
            files=files, head_files=head_files, closes=closes, draft=draft,
        )  # fmt: skip
        return made.number

    def edits(self, repo: str, number: int, *, title: str | None = None, body: str | None = None) -> None:
        """Change title or body."""
        issues.edit(self.state, self._issue(repo, number), self.user, title, body)

    def closes(self, repo: str, number: int, reason: str = "completed") -> None:
        """Close."""
        issues.close(self.state, self._issue(repo, number), self.user, reason)

    def reopens(self, repo: str, number: int) -> None:
        """Open again."""
        issues.reopen(self.state, self._issue(repo, number), self.user)

    def labels(self, repo: str, number: int, *names: str) -> None:
        """Put labels on; the repository gets those it lacks."""
        issue = self._issue(repo, number)
        wanted = [repositories.create_label(self.state, issue.repository, self.user, name) for name in names]
        issues.add_labels(self.state, issue, self.user, wanted)

    def unlabels(self, repo: str, number: int, *names: str) -> None:
        """Take labels off."""
        issue = self._issue(repo, number)
        known = [issue.repository.labels.get(name.casefold()) for name in names]
        issues.remove_labels(self.state, issue, self.user, [label for label in known if label])

    def assigns(self, repo: str, number: int, *logins: str) -> None:
        """Assign people; those who cannot be assigned are passed over, as GitHub does."""
        users = [self.state.person(login) for login in logins]
        issues.assign(self.state, self._issue(repo, number), self.user, users)

    def unassigns(self, repo: str, number: int, *logins: str) -> None:
        """Take people off."""
        users = [self.state.person(login) for login in logins]
        issues.unassign(self.state, self._issue(repo, number), self.user, users)

    def milestones(self, repo: str, number: int, title: str | None) -> None:
        """Put into a milestone (made if need be), or take out of it with None."""
        issue = self._issue(repo, number)
        milestone = seed.make_milestone(self.state, issue.repository, title) if title is not None else None
        issues.set_milestone(self.state, issue, self.user, milestone)

    def locks(self, repo: str, number: int, reason: str | None = None) -> None:
        """Lock the conversation."""
        issues.lock(self.state, self._issue(repo, number), self.user, reason)

    def unlocks(self, repo: str, number: int) -> None:
        """Unlock the conversation."""
        issues.unlock(self.state, self._issue(repo, number), self.user)

    def pins(self, repo: str, number: int) -> None:
        """Pin the issue."""
        issues.pin(self.state, self._issue(repo, number), self.user)

    def unpins(self, repo: str, number: int) -> None:
        """Unpin the issue."""
        issues.pin(self.state, self._issue(repo, number), self.user, pinned=False)

    # Words

    def comments(self, repo: str, number: int, body: str) -> int:
        """Write a comment; returns its id."""
        return comments.post(self.state, self._issue(repo, number), self.user, body).id

    def edits_comment(self, repo: str, number: int, comment: int, body: str) -> None:
        """Rewrite a comment."""
        issue = self._issue(repo, number)
        comments.edit(self.state, issue, issue.comments[comment], self.user, body)

    def deletes_comment(self, repo: str, number: int, comment: int) -> None:
        """Delete a comment."""
        issue = self._issue(repo, number)
        comments.delete(self.state, issue, issue.comments[comment], self.user)

    def reacts(self, repo: str, number: int, content: str, comment: int | None = None) -> None:
        """React to a comment, or to the issue itself. Nobody is told: GitHub has no webhook for it."""
        issue = self._issue(repo, number)
        given = issue.reactions if comment is None else issue.comments[comment].reactions
        comments.react(self.state, given, self.user, content)

    # Pull requests only

    def reviews(self, repo: str, number: int, status: str = "approved", body: str = "") -> int:
        """Submit a review (`approved`, `changes_requested`, `commented`); returns its id."""
        return pulls.review(self.state, self._issue(repo, number), self.user, status, body).id

    def comments_on_line(self, repo: str, number: int, path: str, line: int, body: str) -> int:
        """Comment on a line of the diff; returns the comment's id."""
        made: ReviewComment = pulls.comment_on_line(
            self.state, self._issue(repo, number), self.user, path, line, body
        )
        return made.id

    def requests_review(self, repo: str, number: int, *logins: str, teams: Iterable[str] = ()) -> None:
        """Ask people, and teams by their slug, for a review."""
        issue = self._issue(repo, number)
        asked = [self._team(issue.repository.owner.login, slug) for slug in teams]
        users = [self.state.person(login) for login in logins]
        pulls.request_review(self.state, issue, self.user, users, asked)

    def pushes_to_pull(self, repo: str, number: int, head_files: Mapping[str, str]) -> None:
        """Add a commit to the pull request."""
        pulls.push(self.state, self._issue(repo, number), self.user, head_files)

    def marks_ready(self, repo: str, number: int) -> None:
        """Mark a draft ready for review."""
        pulls.set_draft(self.state, self._issue(repo, number), self.user, draft=False)

    def converts_to_draft(self, repo: str, number: int) -> None:
        """Make a draft of it."""
        pulls.set_draft(self.state, self._issue(repo, number), self.user, draft=True)

    def merges(self, repo: str, number: int) -> None:
        """Merge; the issues it names with a closing keyword are closed."""
        pulls.merge(self.state, self._issue(repo, number), self.user)

    # Repositories

    def pushes(self, repo: str, files: Mapping[str, str | None], branch: str | None = None) -> str:
        """Commit files (None deletes one) to a branch, the default one unless told; returns the new sha."""
        return repositories.push(self.state, self._repository(repo), self.user, files, branch)

    def creates_label(
        self, repo: str, name: str, color: str = "ededed", description: str | None = None
    ) -> None:
        """Make a label."""
        repositories.create_label(self.state, self._repository(repo), self.user, name, color, description)

    def renames_label(self, repo: str, name: str, new: str) -> None:
        """Rename a label."""
        where = self._repository(repo)
        repositories.rename_label(self.state, where, where.labels[name.casefold()], self.user, new)

    def deletes_label(self, repo: str, name: str) -> None:
        """Delete a label."""
        where = self._repository(repo)
        repositories.delete_label(self.state, where, where.labels[name.casefold()], self.user)

    def adds_collaborator(self, repo: str, login: str, role: str = "write") -> None:
        """Give somebody a role in a repository (also another one than before)."""
        repositories.set_role(self.state, self._repository(repo), self.user, self.state.person(login), role)

    def removes_collaborator(self, repo: str, login: str) -> None:
        """Take somebody's role away."""
        repositories.set_role(self.state, self._repository(repo), self.user, self.state.person(login), None)

    def creates_repository(self, full_name: str, *, private: bool = False) -> None:
        """Make a repository."""
        repositories.create(self.state, full_name, self.user, private=private)

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

    # Organizations and the App

    def adds_member(self, org: str, login: str) -> None:
        """Take somebody into an organization."""
        membership.add_member(self.state, self._organization(org), self.user, self.state.person(login))

    def removes_member(self, org: str, login: str) -> None:
        """Let somebody go from an organization."""
        membership.remove_member(self.state, self._organization(org), self.user, self.state.person(login))

    def adds_to_team(self, org: str, team: str, login: str) -> None:
        """Take somebody into a team (made if need be)."""
        where = self._organization(org)
        user = self.state.person(login)
        membership.add_to_team(self.state, where, membership.make_team(where, team), self.user, user)

    def removes_from_team(self, org: str, team: str, login: str) -> None:
        """Take somebody out of a team."""
        where, user = self._organization(org), self.state.person(login)
        membership.remove_from_team(self.state, where, self._team(org, team), self.user, user)

    def installs(self, owner: str) -> None:
        """Install the App on an owner's repositories."""
        membership.install(self.state, self.state.person(owner), self.user)

    def uninstalls(self, owner: str) -> None:
        """Take the App away."""
        if (installation := self.state.installation(owner)) is not None:
            membership.uninstall(self.state, installation, self.user)

    def suspends(self, owner: str) -> None:
        """Suspend the App's installation."""
        if (installation := self.state.installation(owner)) is not None:
            membership.suspend(self.state, installation, self.user)

    def unsuspends(self, owner: str) -> None:
        """End the suspension."""
        if (installation := self.state.installation(owner)) is not None:
            membership.unsuspend(self.state, installation, self.user)

    # Finding

    def _repository(self, repo: str) -> Repository:
        found = self.state.repository(repo)
        if found is None:
            raise LookupError(f"there is no repository {repo}")
        return found

    def _issue(self, repo: str, number: int) -> Issue:
        found = self._repository(repo).issues.get(number)
        if found is None:
            raise LookupError(f"there is no {repo}#{number}")
        return found

    def _organization(self, org: str) -> Organization:
        found = self.state.organization(org)
        if found is None:
            raise LookupError(f"there is no organization {org}")
        return found

    def _team(self, org: str, slug: str) -> Team:
        found = self._organization(org).teams.get(slug.casefold())
        if found is None:
            raise LookupError(f"there is no team {org}/{slug}")
        return found
