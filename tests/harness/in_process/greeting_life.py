"""A life in two organizations, drawn from a seed: what people do, and whom it makes a newcomer or not."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.clock import VirtualClock
from bot.store.inbox import Arrival
from fakegithub import GitHub
from fakegithub.model.records import Comment, Issue, User
from tests.harness.in_process.story import CONFIG_PATH, MONDAY

ACME, GLOBEX = "acme", "globex"
HELLO = "HELLO"
CONFIG = "mode: act\nnewcomers: {welcome: {issue: hello.md, pull_request: hello.md}}"
FILES = {CONFIG_PATH: CONFIG, "hello.md": HELLO}
OLD = "2024-05-01T10:00:00Z"


def world() -> dict[str, Any]:
    """Two organizations; people of every sort had to do with the first before the App came."""
    team = {"dora": "admin", "carol": "triage"}
    past = [
        {"number": 1, "author": "olga", "created_at": OLD},
        {"number": 2, "author": "otto", "created_at": OLD, "state": "closed"},
        {"number": 3, "author": "ghost", "created_at": OLD},
    ]
    return {
        "now": MONDAY.isoformat(),
        "users": [{"login": "dependabot[bot]", "type": "Bot"}],
        "organizations": [{"login": ACME, "members": ["mia", "pia"]}, {"login": GLOBEX, "members": []}],
        "repositories": [
            {"name": "acme/widget", "collaborators": team, "files": FILES, "issues": past},
            {"name": "acme/gadget", "collaborators": team, "files": FILES},
            {"name": "globex/tool", "collaborators": {"dora": "admin"}, "files": FILES},
        ],
    }


NEW = ("eve", "finn", "gina", "hugo", "ines")
"""Nobody has heard of them; some join, take another login, or leave."""
OTHERS = ("olga", "otto", "mia", "pia", "dora", "carol", "dependabot[bot]")
"""Old hands, a member, one who does not show it, maintainers, a bot."""


@dataclass
class Opening:
    """Somebody opened something of their own."""

    who: User
    owner: str
    repo: int
    words: dict[int, Comment]
    """The comments under it: they stay together when it is transferred."""
    at: datetime
    expects: bool
    """Whether a plain newcomer's welcome must have followed, here or elsewhere."""
    forbidden: str = ""
    """Why no welcome may be here."""
    heard: bool = False


class Life:
    """People, and what they do; `told` says it in sentences."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.clock = VirtualClock(MONDAY)
        self.github = GitHub.of(world(), clock=self.clock.now)
        self.told: list[str] = []
        self.openings: list[Opening] = []
        self.arrivals: list[Arrival] = []
        self.again: list[tuple[Arrival, bool]] = []
        """What GitHub will tell again, and whether under a new GUID."""
        self.joined: dict[str, set[int]] = {
            ACME: {self._user(each).id for each in ("mia", "pia", "dora", "carol", "olga", "otto")},
            GLOBEX: {self._user("dora").id},
        }
        """Ids of those who must never be welcomed, by owner."""
        self.early: set[int] = set()
        """Ids of those of whom nothing is expected: their first word was none that brings a welcome."""
        self.names = [*NEW]
        self.count = 0
        self.github.person("pia").conceals_membership(ACME)
        self.installed = self.draw.random() < 0.75
        if not self.installed:
            self.github.person("dora").uninstalls(ACME)
            self.github.webhooks.clear()

    def step(self) -> None:
        """Something happens, and some time passes."""
        acts: list[tuple[int, Callable[[], None]]] = [
            (30, self._opens), (6, self._comments), (5, self._edits), (4, self._reviews), (4, self._merges),
            (4, self._joins), (4, self._renamed), (2, self._leaves), (4, self._repository_moves),
            (3, self._issue_moves), (8, self._told_again), (0 if self.installed else 6, self._installs),
        ]  # fmt: skip
        act = self.draw.choices([each for _, each in acts], [weight for weight, _ in acts])[0]
        act()
        if self.draw.random() < 0.7:
            length = self.draw.choice([0, 1, 1, 20, 400, 90_000])
            self.clock.advance(length)
            self.told.append(f"  {length} s pass")

    def _opens(self) -> None:
        repo = self.draw.choice([*self.github.state.repositories.values()])
        login = self.draw.choice([*self.names] * 3 + [*OTHERS])
        who = self._user(login)
        pull = self.draw.random() < 0.4
        open_one = self.github.person(login).opens_pull if pull else self.github.person(login).opens_issue
        issue = repo.issues[open_one(repo.full_name, "Words")]
        owner = repo.owner.login
        heard = owner != ACME or self.installed
        known = who.id in self.joined[owner] or who.key in repo.roles
        forbidden = "a bot" if who.type == "Bot" else "known here" if known else ""
        if not heard or known:
            self.early.add(who.id)
        expects = heard and not forbidden and who.id not in self.early
        self.openings.append(
            Opening(who, owner, repo.id, issue.comments, self.clock.now(), expects, forbidden)
        )
        self.told.append(f"{login} opens {'a pull request' if pull else 'an issue'} {self._ref(issue)}")

    def _comments(self) -> None:
        login, issue = self.draw.choice([*self.names, *OTHERS]), self._some_issue()
        self.github.person(login).comments(issue.repository.full_name, issue.number, "Me too.")
        self.told.append(f"{login} comments on {self._ref(issue)}")

    def _edits(self) -> None:
        issue = self._some_issue()
        login = issue.author.login if issue.author and self.draw.random() < 0.7 else "dora"
        who, place = self.github.person(login), (issue.repository.full_name, issue.number)
        act = self.draw.choice(["edits", "closes", "reopens", "labels"])
        if act == "edits":
            who.edits(*place, body=f"Words {self.count}")
        elif act == "labels":
            who.labels(*place, "bug")
        else:
            getattr(who, act)(*place)
        self.told.append(f"{login} {act} {self._ref(issue)}")

    def _reviews(self) -> None:
        pulls = [each for each in self._issues() if each.pull and each.is_open]
        if pulls:
            issue, login = self.draw.choice(pulls), self.draw.choice([*self.names, "dora", "mia"])
            self.github.person(login).reviews(issue.repository.full_name, issue.number, "commented")
            self.told.append(f"{login} reviews {self._ref(issue)}")
            # Whoever reviews first is welcomed there, also when it is only heard of first.
            who = self._user(login)
            self.early.add(who.id)
            self._disturbs(lambda each: each.who is who and not each.heard)

    def _merges(self) -> None:
        pulls = [each for each in self._issues() if each.pull and each.is_open]
        if pulls:
            issue = self.draw.choice(pulls)
            self.github.person("dora").merges(issue.repository.full_name, issue.number)
            self.told.append(f"dora merges {self._ref(issue)}")

    def _joins(self) -> None:
        login = self.draw.choice(self.names)
        if self.draw.random() < 0.5:
            self.github.person("dora").adds_member(ACME, login)
            self.told.append(f"{login} joins {ACME}")
        else:
            repo = self.draw.choice([*self.github.state.repositories.values()])
            if repo.owner.login != ACME:
                return
            self.github.person("dora").adds_collaborator(repo.full_name, login, "triage")
            self.told.append(f"{login} gets a role in {repo.full_name}")
        who = self._user(login)
        self.joined[ACME].add(who.id)
        self._disturbs(lambda each: each.who is who and not each.heard)

    def _renamed(self) -> None:
        login = self.draw.choice(self.names)
        self.count += 1
        new = f"{login.rstrip('0123456789')}{self.count}"
        self.github.person(login).renames_account(new)
        self.names[self.names.index(login)] = new
        self.told.append(f"{login} is called {new} now")
        if self.draw.random() < 0.4:
            self.names.append(login)
            self.github.person(login)
            self.told.append(f"somebody new is called {login}")

    def _leaves(self) -> None:
        if len(self.names) > 2:
            login = self.draw.choice(self.names)
            who = self._user(login)
            self._disturbs(lambda each: each.who is who)
            self.github.person(login).deletes_account()
            self.names.remove(login)
            self.told.append(f"{login} deletes the account")

    def _repository_moves(self) -> None:
        if not self.installed:
            return  # The simulated GitHub would let the App in without a word.
        repo = self.draw.choice([*self.github.state.repositories.values()])
        before, owner = repo.full_name, repo.owner.login
        self.count += 1
        to = owner if self.draw.random() < 0.6 else (
            GLOBEX if owner == ACME else ACME
        )  # fmt: skip
        if to != owner:
            # Who wrote there brings their past along.
            authors = {issue.author.id for issue in repo.issues.values() if issue.author}
            self.early |= authors
            # What is closed tells of somebody only where GitHub still finds it.
            otto = self._user("otto")
            self.joined[owner].discard(otto.id)
            self.early.add(otto.id)
            for each in self.openings:
                each.forbidden = each.forbidden if each.heard or each.who is not otto else ""
            self._disturbs(lambda each: each.repo == repo.id or each.who.id in authors)
        self.github.person("dora").transfers_repository(before, f"{to}/r{self.count}")
        self.told.append(f"{before} is called {to}/r{self.count} now")

    def _issue_moves(self) -> None:
        issue = self._some_issue()
        there = [
            each
            for each in self.github.state.repositories.values()
            if each.owner is issue.repository.owner and each is not issue.repository
        ]
        if there and not issue.pull:
            self._disturbs(lambda each: each.words is issue.comments)
            before = self._ref(issue)
            number = self.github.person("dora").transfers_issue(
                issue.repository.full_name, issue.number, there[0].full_name
            )
            self.told.append(f"{before} is now {there[0].full_name}#{number}")

    def _disturbs(self, which: Callable[[Opening], bool]) -> None:
        for each in self.openings:
            each.expects &= not which(each)

    def _installs(self) -> None:
        self.installed = True
        self.joined[ACME] |= {
            each.author.id
            for each in self._issues()
            if each.author
            and each.is_open
            and each.repository.owner.login == ACME
            and self.clock.now() - each.created_at > timedelta(minutes=2)
        }
        self.github.person("dora").installs(ACME)
        self.told.append(f"the App is installed on {ACME}")

    def _told_again(self) -> None:
        if self.arrivals:
            again = self.draw.choice(self.arrivals)
            fresh = self.draw.random() < 0.5
            self.again.append((again, fresh))
            self.told.append(f"{again.guid} comes again{' under another GUID' if fresh else ''}")

    def _user(self, login: str) -> User:
        return self.github.state.person(login)

    def _issues(self) -> list[Issue]:
        return [each for repo in self.github.state.repositories.values() for each in repo.issues.values()]

    def _some_issue(self) -> Issue:
        return self.draw.choice(self._issues())

    @staticmethod
    def _ref(issue: Issue) -> str:
        return f"{issue.repository.full_name}#{issue.number}"
