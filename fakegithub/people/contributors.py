"""What people do with pull requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fakegithub.changes import merging, pulls, reviews
from fakegithub.model.records import CheckRun, Status
from fakegithub.payloads.pulls import of
from fakegithub.people.owners import Owner


class Contributor(Owner):
    """Somebody with an account, as author and reviewer. LookupError tells what does not exist."""

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
        repository = self._repository(repo)
        issue = pulls.open_pull(
            self.state, repository, self.user, title, body,
            files=files, head_files=head_files, closes=closes, draft=draft,
        )  # fmt: skip
        return issue.number

    def pushes_to_pull(self, repo: str, number: int, head_files: Mapping[str, str]) -> None:
        """Add a commit to the pull request."""
        pulls.push(self.state, self._issue(repo, number), self.user, head_files)

    def loses_head(
        self, repo: str, number: int, why: str = "The branch was force-pushed or recreated."
    ) -> None:
        """Force-push the branch of a closed pull request, or delete it or its fork (`why`, in GitHub's
        words): no webhook tells of it."""
        of(self._issue(repo, number)).head_lost = why

    def runs_check(self, repo: str, number: int, name: str, conclusion: str) -> None:
        """End a check run on the pull request's head, as a CI service does. No webhook: the App does not
        listen to checks."""
        issue = self._issue(repo, number)
        now = self.state.now()
        run = CheckRun(self.state.new_id(), name, of(issue).head_sha, "completed", now, conclusion, now)
        issue.repository.check_runs[run.id] = run

    def sets_status(self, repo: str, number: int, context: str, state: str) -> None:
        """Set a commit status on the pull request's head. No webhook is sent."""
        issue = self._issue(repo, number)
        status = Status(self.state.new_id(), context, state, self.state.now())
        issue.repository.statuses.setdefault(of(issue).head_sha, {})[context] = status

    def marks_ready(self, repo: str, number: int) -> None:
        """Mark a draft ready for review."""
        pulls.set_draft(self.state, self._issue(repo, number), self.user, draft=False)

    def converts_to_draft(self, repo: str, number: int) -> None:
        """Make a draft of it."""
        pulls.set_draft(self.state, self._issue(repo, number), self.user, draft=True)

    def merges(self, repo: str, number: int) -> None:
        """Merge; the issues it names with a closing keyword are closed."""
        merging.merge(self.state, self._issue(repo, number), self.user)

    # Reviews

    def requests_review(self, repo: str, number: int, *logins: str, teams: Iterable[str] = ()) -> None:
        """Ask people, and teams by their slug, for a review."""
        issue = self._issue(repo, number)
        reviewers = [self._team(issue.repository.owner.login, slug) for slug in teams]
        users = [self.state.person(login) for login in logins]
        pulls.request_review(self.state, issue, self.user, users, reviewers)

    def reviews(self, repo: str, number: int, status: str = "approved", body: str = "") -> int:
        """Submit a review (`approved`, `changes_requested`, `commented`); returns its id."""
        return reviews.submit(self.state, self._issue(repo, number), self.user, status, body).id

    def edits_review(self, repo: str, number: int, review: int, body: str) -> None:
        """Edit a review's body."""
        issue = self._issue(repo, number)
        reviews.edit(self.state, issue, self._review(issue, review), self.user, body)

    def dismisses_review(self, repo: str, number: int, review: int) -> None:
        """Take a review out of force."""
        issue = self._issue(repo, number)
        reviews.dismiss(self.state, issue, self._review(issue, review), self.user)

    def comments_on_line(self, repo: str, number: int, path: str, line: int, body: str) -> int:
        """Comment on a line of the diff; returns the comment's id. A review without a body goes with it."""
        issue = self._issue(repo, number)
        return reviews.comment(self.state, issue, self.user, path, line, body).id

    def replies_on_line(self, repo: str, number: int, comment: int, body: str) -> int:
        """Reply to a comment on a line; returns the reply's id."""
        issue = self._issue(repo, number)
        before = of(issue).review_comments[comment]
        reply = reviews.comment(self.state, issue, self.user, before.path, before.line, body, reply_to=before)
        return reply.id

    def edits_line_comment(self, repo: str, number: int, comment: int, body: str) -> None:
        """Rewrite a comment on a line."""
        issue = self._issue(repo, number)
        line_comment = of(issue).review_comments[comment]
        reviews.edit_comment(self.state, issue, line_comment, self.user, body)

    def deletes_line_comment(self, repo: str, number: int, comment: int) -> None:
        """Delete a comment on a line."""
        issue = self._issue(repo, number)
        line_comment = of(issue).review_comments[comment]
        reviews.delete_comment(self.state, issue, line_comment, self.user)
