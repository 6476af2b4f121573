"""Links are whole addresses, of the GitHub that the bot works on: an e-mail has no page to be relative to."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import STEWARD, TRIAGE, world
from tests.scenarios.conftest import Tell

ENTERPRISE = "https://git.example.org"
GUIDES = "  guides: [{text: S3, title: Stores in the cloud, page: docs/s3.md}]\n"
CHAT = "notify: {stewards: chat}"


@pytest.mark.slow
async def test_on_an_enterprise_server_links_lead_there_whatever_made_the_message(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD.rstrip() + "\n" + GUIDES, CHAT, web_url=ENTERPRISE)
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    assert f"({ENTERPRISE}/acme/widget/blob/HEAD/docs/s3.md)" in issue.words[0]
    await story.advance("2 days")
    assert f"{ENTERPRISE}/acme/widget/issues/{issue.number}" in story.told[0], "a timer's message"


async def test_a_saved_reply_that_cannot_be_used_is_a_link(tell: Tell) -> None:
    saved = {".github/replies/install.md": "Hello {{ nobody }}"}
    story = await tell(TRIAGE, world=world(files=saved), web_url=ENTERPRISE)
    issue = await story.person("eve").opens_issue("About chunks")
    await story.person("dora").comments(issue, "/answer install")
    assert f"]({ENTERPRISE}/acme/widget/blob/HEAD/.github/replies/install.md)" in issue.words[0]
