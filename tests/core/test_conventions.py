"""GitHub's things in the terms of the repository's file."""

from __future__ import annotations

from bot.core.config.conventions import as_agreed
from bot.core.config.repository_config import RepositoryConfig
from bot.core.events import PullRequestEvent
from bot.core.model import Comment, Repository, Subject, User
from bot.core.states import IssueState

MACHINE, EVE = User(id=1, login="Backport-Machine"), User(id=2, login="eve")
FILE = RepositoryConfig(programs=("backport-machine",), landed="Merged")


def test_programs_are_bots_wherever_they_stand() -> None:
    pull = Subject(number=1, author=EVE, assignees=(MACHINE, EVE), reviewers=(MACHINE,))
    agreed = as_agreed(pull, FILE)
    assert [user.is_bot for user in (agreed.author, *agreed.assignees, *agreed.reviewers)] == [
        False, True, False, True,
    ]  # fmt: skip
    comments = as_agreed((Comment(id=1, author=MACHINE),), FILE)
    assert comments[0].author.is_bot
    assert as_agreed(None, FILE) is None
    assert as_agreed("backport-machine", FILE) == "backport-machine"


def test_without_a_word_in_the_file_nothing_is_copied() -> None:
    pull = Subject(number=1, author=MACHINE)
    assert as_agreed(pull, RepositoryConfig()) is pull


def test_only_a_closed_pull_request_with_the_label_has_landed() -> None:
    def landed(**changes: object) -> bool:
        fields = {"state": IssueState.CLOSED, "labels": ("merged",), "is_pull_request": True}
        return as_agreed(Subject.model_validate({"number": 1, **fields, **changes}), FILE).merged

    assert landed()
    assert not landed(state=IssueState.OPEN)
    assert not landed(labels=("Reverted",))
    assert not landed(is_pull_request=False)


def test_the_label_after_the_closing_closes() -> None:
    pull = Subject(number=1, state=IssueState.CLOSED, labels=("Merged",), is_pull_request=True)
    here = Repository(id=1, full_name="acme/widget")

    def key(label: str) -> str:
        event = PullRequestEvent(
            name="pull_request", action="labeled", label=label, subject=pull, repository=here
        )
        return as_agreed(event, FILE).key

    assert key("Merged") == "pull_request.closed"
    assert key("area/io") == "pull_request.labeled"
