"""What is derived from the features' declarations: webhooks, permissions and pages."""

import json

import pytest

from bot.core import generated_docs
from bot.core.commands.command import Example
from bot.core.config.base import Nothing
from bot.core.events.webhooks import SUBSCRIPTIONS
from bot.core.feature import Feature
from bot.core.permissions import AUTHOR_OR_TRIAGE, allows
from handlers import FEATURES as ALL

GREEN: Feature[Nothing] = Feature(
    "green", summary="Labels what is new.", config=Nothing, needs={"issues": "write", "checks": "write"}
)
HELP: Feature[Nothing] = Feature(
    "help", summary="Explains.", config=Nothing, always_on=True, needs={"issues": "read"}
)


@GREEN.on("issues.opened", "pull_request.opened")
@GREEN.command(
    "paint",
    usage="/paint [colour]",
    help="Paint it.",
    examples=["/paint", Example("/paint red", "in red")],
    who=AUTHOR_OR_TRIAGE,
    aliases=("colour",),
    on="issue",
)
async def paint(event: object, ctx: object) -> None:
    """Nothing yet."""


FEATURES = (HELP, GREEN)


def test_the_app_subscribes_to_what_it_can_and_the_bot_reads() -> None:
    assert "issues" in SUBSCRIPTIONS
    assert "installation" not in SUBSCRIPTIONS, "every App gets it, none can ask for it"


def test_the_strongest_permission_that_anything_needs_wins() -> None:
    needed = generated_docs.permissions(FEATURES)
    assert needed["issues"] == generated_docs.permissions(FEATURES[::-1])["issues"] == "write"
    assert needed["checks"] == "write"
    assert needed["metadata"] == "read"


def test_a_strength_that_github_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="everything"):
        generated_docs.permissions([Feature("odd", "Odd.", Nothing, needs={"issues": "everything"})])


def test_an_optional_right_is_asked_for_nowhere() -> None:
    """No right that a feature can use stands in the App's permissions, nor in any list that is written."""
    needed = generated_docs.permissions(ALL)
    rights = generated_docs.optional_rights(ALL)
    assert ("contents", "write") in {(right.permission, right.level) for right in rights}
    assert needed["contents"] == "read"
    assert not [right for right in rights if allows(needed, right.permission, right.level)]
    lists = generated_docs.features_page(ALL).partition("## What the App needs")[2].splitlines()
    assert "contents (read)" in next(line for line in lists if line.startswith("Permissions: "))
    assert "contents (write): the gate can make drafts" in next(
        line for line in lists if "Not asked for" in line
    )


def test_the_command_page_tells_who_may_do_what_where() -> None:
    page = generated_docs.commands_page(FEATURES)
    assert "### `/paint [colour]`\n\nPaint it.\n" in page
    assert "- Who: the author or people with the triage role" in page
    assert "- Where: issues\n" in page
    assert "- Also: `/colour`" in page
    assert "- Example: `/paint red`: in red" in page
    assert "## help" not in page, "it has no command"


def test_the_features_page_tells_what_turns_a_feature_on() -> None:
    page = generated_docs.features_page(FEATURES)
    assert "## green\n\nLabels what is new.\n\n- Turned on by: Section `green`." in page
    assert "- Turned on by: Always on." in page
    assert "- Needs: checks (write), issues (write)" in page


def test_the_pages_are_the_same_every_time() -> None:
    pages = generated_docs.pages(FEATURES)
    assert pages == generated_docs.pages(FEATURES)
    assert sorted(pages) == [
        "docs/reference/commands.md",
        "docs/reference/config.schema.json",
        "docs/reference/features.md",
        "docs/reference/file.md",
    ]
    assert json.loads(pages["docs/reference/config.schema.json"])["properties"]["green"]
