"""What people do on GitHub, one method each: `github.person("eve").opens_issue("acme/widget", "Crash")`.

They are for tests, the demo and simulations, which read like the story they tell. Nobody checks whether a
person may: the story's author decides. Every change sends its webhooks with that person as the sender.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.sandbox import seed
from bot.sandbox.caretaking import Caretaker
from bot.sandbox.changes import comments, issues, pulls, repositories


class Person(Caretaker):
    """Somebody with an account. LookupError tells what does not exist."""

    # Issues and pull requests

    def opens_issue(self, repo: str, title: str, body: str = "", labels: Iterable[str] = ()) -> int:
        """Open an issue; returns its number. `labels` are those its template puts on."""
        where = self._repository(repo)
        worn = [repositories.create_label(self.state, where, self.user, name) for name in labels]
        return issues.open_issue(self.state, where, self.user, title, body, labels=worn).number

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
        issue = self._issue(repo, number)
        return pulls.comment_on_line(self.state, issue, self.user, path, line, body).id

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
