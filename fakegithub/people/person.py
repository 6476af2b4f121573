"""What people do on GitHub, one method each: `github.person("eve").opens_issue("acme/widget", "Crash")`.

They are for tests, the demo and simulations, which read like the story they tell. Nobody checks whether a
person may: the story's author decides. Every change sends its webhooks with that person as the sender.
"""

from __future__ import annotations

from collections.abc import Iterable

from fakegithub.changes import comments, issues, relations, repositories, transfers
from fakegithub.model import new_records
from fakegithub.people.contributors import Contributor


class Person(Contributor):
    """Somebody with an account. LookupError names what does not exist."""

    # Issues, and what pull requests have in common with them

    def opens_issue(self, repo: str, title: str, body: str = "", labels: Iterable[str] = ()) -> int:
        """Open an issue; returns its number. `labels` are those its template puts on."""
        repository = self._repository(repo)
        records = [repositories.create_label(self.state, repository, self.user, name) for name in labels]
        return issues.open_issue(self.state, repository, self.user, title, body, labels=records).number

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
        labels = [repositories.create_label(self.state, issue.repository, self.user, name) for name in names]
        issues.add_labels(self.state, issue, self.user, labels)

    def unlabels(self, repo: str, number: int, *names: str) -> None:
        """Take labels off."""
        issue = self._issue(repo, number)
        known = [issue.repository.labels.get(name.casefold()) for name in names]
        issues.remove_labels(self.state, issue, self.user, [label for label in known if label])

    def types(self, repo: str, number: int, name: str | None) -> None:
        """Give an issue a type; None takes it away."""
        issue = self._issue(repo, number)
        kind = new_records.make_type(issue.repository, name) if name else None
        relations.set_type(self.state, issue, self.user, kind)

    def adds_sub_issue(self, repo: str, number: int, child: int) -> None:
        """Make an issue a part of another."""
        relations.relate(self.state, self._issue(repo, number), self._issue(repo, child), self.user)

    def blocks(self, repo: str, number: int, by: int, *, blocked: bool = True) -> None:
        """Say that an issue is blocked by another, or (`blocked` False) no longer is."""
        issue, blocking = self._issue(repo, number), self._issue(repo, by)
        relations.block(self.state, issue, blocking, self.user, blocks=blocked)

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
        milestone = new_records.make_milestone(issue.repository, title) if title is not None else None
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

    def transfers_issue(self, repo: str, number: int, to: str) -> int:
        """Move the issue to another repository; returns its number there."""
        issue, target = self._issue(repo, number), self._repository(to)
        return transfers.transfer(self.state, issue, self.user, target).number

    def deletes_issue(self, repo: str, number: int) -> None:
        """Delete the issue."""
        transfers.delete(self.state, self._issue(repo, number), self.user)

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
        """React to a comment, or to the issue itself. GitHub has no webhook for it."""
        issue = self._issue(repo, number)
        reactions = issue.reactions if comment is None else issue.comments[comment].reactions
        comments.react(self.state, reactions, self.user, content)
