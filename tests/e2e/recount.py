"""Counting a season from GitHub's side: what stands on the simulated GitHub, what it sent, what it was asked.

None of the bot's own books is looked at, and no code of the report is used.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from fakegithub import GitHub, Server
from fakegithub.model.records import Comment, Issue, TimelineEvent
from fakegithub.webhooks.webhook import Webhook

KINDS = {
    "support": "support",
    "question": "support",
    "bug": "bug",
    "enhancement": "feature",
    "documentation": "docs",
}
WEEKS = range(8)


class Recount:
    """Every number of the report by its key."""

    def __init__(self, github: GitHub, server: Server, begin: datetime) -> None:
        self.state, self.server, self.begin = github.state, server, begin
        self.log = github.api.log
        self.bot = github.state.app.bot
        repositories = self.state.repositories.values()
        self.everything = [issue for repo in repositories for issue in repo.issues.values()]
        self.before = [issue for issue in self.everything if issue.created_at < begin]
        since = [issue for issue in self.everything if issue.created_at >= begin]
        self.opened = [issue for issue in since if issue.author is not self.bot]
        self.own = [issue for issue in since if issue.author is self.bot]
        self.issues = [issue for issue in self.opened if issue.pull is None]
        self.pulls = [issue for issue in self.opened if issue.pull is not None]

    def numbers(self) -> dict[str, int]:
        return {
            **self.season(),
            **self.triage(),
            **self.cases(),
            **self.newcomers(),
            **self.words(),
            **self.cost(),
            **self.weekly(),
        }

    def season(self) -> dict[str, int]:
        received = self.received()
        own = [each for each in received.values() if each.payload["sender"]["id"] == self.bot.id]
        return {
            "issues": len(self.issues),
            "pulls": len(self.pulls),
            "merged": sum(is_merged(each) for each in self.pulls),
            "newcomers": len(self.new_people()),
            "deliveries": len(received),
            "deliveries_own": len(own),
            "deliveries_others": len(received) - len(own),
        }

    def triage(self) -> dict[str, int]:
        kinds = [kind for issue in self.issues if (kind := self.kind(issue))]
        count = Counter(kinds)
        return {
            "sorted": len(kinds),
            **{f"kind.{kind}": count[kind] for kind in ("support", "bug", "feature", "docs")},
            "unsorted": len(self.issues) - len(kinds),
            "labels": sum(1 for _ in self.moments("labeled")),
            "asked": len(self.requests()),
        }

    def cases(self) -> dict[str, int]:
        cases = [issue for issue in self.issues if self.kind(issue) == "support"]
        ended = [issue for issue in cases if not {"support", "question"} & set(issue.label_names)]
        standing = [issue for issue in cases if issue not in ended]
        turns = [issue for issue, said in self.own_comments() if "You need not repeat anything" in said.body]
        routed = [
            issue for issue in turns if any(c.body.startswith("/route") for c in issue.comments.values())
        ]
        return {
            "cases": len(cases),
            "no_case": len(ended),
            "acknowledged": sum(bool(list(self.keepers_comments(each))) for each in standing),
            "resolved": sum(not each.is_open for each in standing),
            "hands_time": len(turns) - len(routed),
            "hands_people": len(routed),
            "handovers": len(self.own),
        }

    def newcomers(self) -> dict[str, int]:
        new = self.new_people()
        pulls = [each for each in self.pulls if login(each) in new]
        merges = Counter(login(each) for each in pulls if is_merged(each))
        reviewed = {login(each) for each in pulls if each.pull and each.pull.reviews}
        said = list(self.own_comments())
        welcomed = {
            key(issue) for issue, c in said if re.search(r", and welcome\.|^Welcome to |^Welcome, @", c.body)
        }
        claimed = {m.assignee.login for m in self.moments("assigned") if m.assignee}
        return {
            "first_claim": len(claimed & new),
            "passed_on": sum(", you are next" in c.body for _, c in said),
            "welcomed": len(welcomed),
            "unwelcomed": len(self.opened) - len(welcomed),
            "first_pull": len({login(each) for each in pulls}),
            "first_review": len(reviewed),
            "first_merge": len(merges),
            "second_merge": sum(count > 1 for count in merges.values()),
            "thanked": sum(c.body.startswith("Merged. Thank you, @") for _, c in said),
            "offers": sum(
                len(re.findall(r"^- #\d+ ", c.body, re.M)) for _, c in said if "<details>" in c.body
            ),
        }

    def words(self) -> dict[str, int]:
        faces = Counter(
            reaction.content
            for issue in self.everything
            for given in (issue.reactions, *(c.reactions for c in issue.comments.values()))
            for reaction in given
            if reaction.user is self.bot
        )
        said = list(self.own_comments())
        spoken = {key(issue) for issue, _ in said}
        edits = [
            each
            for each in self.received().values()
            if (each.event, each.payload.get("action")) == ("issue_comment", "edited")
            and each.payload["sender"]["id"] == self.bot.id
        ]
        return {
            "commands_done": faces["+1"],
            "commands_refused": faces["confused"],
            "comments": len(said),
            "edited": len(edits),
            "assigned": sum(1 for _ in self.moments("assigned")),
            "unassigned": sum(1 for _ in self.moments("unassigned")),
            "closed": sum(1 for _ in self.moments("closed")),
            "silent": sum(key(each) not in spoken for each in self.opened),
        }

    def cost(self) -> dict[str, int]:
        tokens = [r for r in self.log if r.path.endswith("/access_tokens")]
        writes = [r for r in self.log if r.writes and r not in tokens]
        unchanged = [r for r in self.log if r.status == 304]
        return {
            "requests": len(self.log),
            "reads": len([r for r in self.log if not r.writes and r.status != 304]),
            "unchanged": len(unchanged),
            "tokens": len(tokens),
            "writes": len(writes),
        }

    def weekly(self) -> dict[str, int]:
        found: dict[str, int] = {}
        new = self.new_people()
        firsts: dict[str, list[int]] = {"first_contact": [], "first_pull_request": []}
        merges: dict[str, list[int]] = {"first_merge": [], "second_merge": []}
        for person in new:
            mine = [each for each in self.opened if login(each) == person]
            claims = [m.at for m in self.moments("assigned") if m.assignee and m.assignee.login == person]
            weeks = sorted(self.week(at) for at in (*claims, *(each.created_at for each in mine)))
            pulls = sorted(self.week(each.created_at) for each in mine if each.pull)
            merged = sorted(self.week(p.pull.merged_at) for p in mine if p.pull and p.pull.merged_at)
            firsts["first_contact"] += weeks[:1]
            firsts["first_pull_request"] += pulls[:1]
            merges["first_merge"] += merged[:1]
            merges["second_merge"] += merged[1:2]
        for week in WEEKS:
            for kind in ("support", "bug", "feature", "docs", ""):
                here = [each for each in self.issues if self.week(each.created_at) == week]
                found[f"opened.{week + 1}.{kind or 'none'}"] = sum(self.kind(each) == kind for each in here)
            found[f"opened.{week + 1}.pulls"] = sum(self.week(p.created_at) == week for p in self.pulls)
            for stage, at in (firsts | merges).items():
                found[f"journey.{week + 1}.{stage}"] = sum(each <= week for each in at)
        return found

    def week(self, at: datetime) -> int:
        return (at - self.begin).days // 7

    def new_people(self) -> set[str]:
        old = {login(each) for each in self.before}
        (org,) = self.state.organizations.values()
        authors = [each.author for each in self.opened if each.author and each.author.type == "User"]
        return {each.login for each in authors if each.login not in old and each.key not in org.members}

    def kind(self, issue: Issue) -> str:
        mine = [each.label for each in issue.timeline if each.event == "labeled" and each.actor is self.bot]
        return next((KINDS[label.name] for label in mine if label and label.name in KINDS), "")

    def moments(self, event: str) -> Iterator[TimelineEvent]:
        for issue in self.everything:
            yield from (m for m in issue.timeline if m.event == event and m.actor is self.bot)

    def requests(self) -> set[str]:
        """Return the issues on which something missing was asked for; what is answered stands no more."""
        return {
            webhook.payload["issue"]["url"]
            for webhook in self.received().values()
            if (comment := webhook.payload.get("comment"))
            and comment["user"]["id"] == self.bot.id
            and re.search(r"[Ss]till missing[^:]*: ", comment["body"])
        }

    def received(self) -> dict[str, Webhook]:
        """Return what arrived, each delivery once, by its id."""
        return {each.webhook.guid: each.webhook for each in self.server.deliveries if each.ok}

    def own_comments(self) -> Iterator[tuple[Issue, Comment]]:
        for issue in self.everything:
            yield from ((issue, c) for c in issue.comments.values() if c.author is self.bot)

    def keepers_comments(self, issue: Issue) -> Iterator[Comment]:
        for comment in issue.comments.values():
            if comment.author and issue.repository.roles.get(comment.author.key):
                yield comment


def login(issue: Issue) -> str:
    return issue.author.login if issue.author else "ghost"


def key(issue: Issue) -> tuple[str, int]:
    return issue.repository.full_name, issue.number


def is_merged(issue: Issue) -> bool:
    return issue.pull is not None and issue.pull.merged
