"""What others wrote does not reach GitHub's pages unescaped: mypy finds where it would.

Each line with an ignored error hands a `str` to what people read. Strict mypy, which CI runs on the tests as
well, complains about an ignore that is not needed: should one of these doors take a bare text again, the
check of types fails here.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from bot.community.channels import notify
from bot.core.commands import Refusal, Rejection, answer
from bot.core.commands.command import Invocation
from bot.core.config.repository_config import RepositoryConfig
from bot.core.effects import Check, CommentSection, Notify, OpenIssue, PostComment, say
from bot.core.errors import Mistake
from bot.core.keys import SectionKey
from bot.core.markdown import bare, bullets, code, escape, issue_ref, joined, mention, plain_title
from bot.core.messages import Template

TEXT = Template("Thank you, {who}.")
CLAIMED = {
    "bot/community/templates.py": 1,
    "bot/core/effects/description.py": 2,
    "bot/core/config/preview.py": 2,
    "bot/core/effects/sections.py": 1,
    "bot/core/markdown/quoting.py": 15,
    "bot/core/effects/__init__.py": 1,
    "bot/core/messages.py": 1,
    "bot/core/model.py": 1,
    "bot/core/permissions.py": 1,
    "bot/core/plan.py": 1,
    "bot/core/schedule/duration.py": 5,
    "bot/core/schedule/human_dates.py": 7,
    "bot/engine/command_answers.py": 1,
    "bot/engine/decide/commands/refusals.py": 1,
    "bot/engine/decide/commands/replies.py": 1,
    "handlers/cohorts/report.py": 1,
    "handlers/config_check.py": 4,
    "bot/services/letter.py": 1,
    "handlers/help/command_list.py": 2,
    "handlers/help/help_command.py": 2,
    "handlers/help/undo.py": 1,
    "handlers/journey/after_merge.py": 1,
    "handlers/journey/commands.py": 1,
    "handlers/journey/next_step.py": 1,
    "handlers/labels/good_first_issue.py": 1,
    "handlers/lifecycle/waiting_on.py": 1,
    "handlers/steward/rules/duty_answers.py": 1,
    "handlers/steward/rules/handover.py": 2,
    "handlers/steward/shift_end.py": 1,
    "handlers/steward/topics_report.py": 2,
    "handlers/triage/answer.py": 1,
    "handlers/welcome/templates.py": 2,
}
"""How often a module calls `Markdown` what is no literal: made of numbers, dates, words of ours and escaped
parts, or the repository's own file. What is added here is read with care: mypy does not look inside."""


def doors(title: str, key: SectionKey, call: Invocation, repo: RepositoryConfig) -> None:
    """Never run: each line is what mypy refuses."""
    TEXT(who=title)  # type: ignore[arg-type]
    TEXT.fill({"who": title})  # type: ignore[dict-item]
    say("acme/widget#7", key, title)  # type: ignore[arg-type]
    say("acme/widget#7", key, f"Thank you, {escape(title)}")  # type: ignore[arg-type]
    answer(call, title)  # type: ignore[arg-type]
    Refusal(title)  # type: ignore[arg-type]
    Mistake(title)  # type: ignore[arg-type]
    Rejection(reason=title)  # type: ignore[arg-type]
    notify(repo, "acme/widget#7", title, "because")  # type: ignore[arg-type]
    Notify(subject="acme/widget#7", channel="support", text=title)  # type: ignore[arg-type]
    CommentSection(key=key, feature="welcome", body=title)  # type: ignore[arg-type]
    PostComment(subject="acme/widget#7", body=title)  # type: ignore[arg-type]
    OpenIssue(subject="acme/widget", title=title, body=escape(title))  # type: ignore[arg-type]
    OpenIssue(subject="acme/widget", title=plain_title(title), body=title)  # type: ignore[arg-type]
    Check(subject="acme/widget", name="c", head_sha="1", conclusion="neutral", summary=title)  # type: ignore[arg-type]
    joined([title])  # type: ignore[list-item]
    bullets([title])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("eve", "eve"),
        ("dependabot[bot]", "dependabot[bot]"),
        ("acme/core", "acme/core"),
        ("acme/widget#7", "acme/widget#7"),
        ("eve @acme/core", "`eve @acme/core`"),
        ("@acme/core", "`@acme/core`"),
        ("www.evil.example", "`www.evil.example`"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_name_stands_as_it_is_and_anything_else_as_code(name: str | None, shown: str) -> None:
    assert bare(name) == shown


def test_parts_make_one_text() -> None:
    assert joined([mention("eve"), issue_ref(7), code("a`b")]) == "@eve, #7, ``a`b``"
    assert bullets([bare("eve"), bare("bob")]) == "- eve\n- bob"


def claims() -> dict[str, int]:
    """How often each module calls something `Markdown` that is no literal."""
    counts: dict[str, int] = {}
    for root in ("bot", "handlers"):
        for path in Path(root).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            for node in ast.walk(ast.parse(text)) if "Markdown(" in text else ():
                match node:
                    case ast.Call(func=ast.Name(id="Markdown"), args=[first, *_]):
                        if not isinstance(first, ast.Constant):
                            counts[path.as_posix()] = counts.get(path.as_posix(), 0) + 1
    return counts


def test_what_is_called_markdown_without_an_escaper_is_counted() -> None:
    assert claims() == CLAIMED
