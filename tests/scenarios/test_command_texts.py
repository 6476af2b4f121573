"""How a command may be written: each text as a comment of carol's, in both presets."""

from __future__ import annotations

import pytest

from tests.harness.in_process.commands import CONFIG, PROW, wrote
from tests.harness.in_process.decisions import Desk

OBEYED = {
    "alone": "/close",
    "upper case": "/CLOSE",
    "mixed case": "/cLoSe Completed",
    "one blank before": " /close",
    "three blanks before": "   /close",
    "blanks after": "/close   ",
    "a tab after": "/close\t",
    "a tab between": "/close\tcompleted",
    "blanks and tabs between": "/close \t  completed",
    "CRLF": "Hi\r\n/close\r\nBye",
    "a lone CR": "Hi\r/close\rBye",
    "a BOM": "\ufeff/close",
    "below prose": "Thank you.\n/close",
    "above prose": "/close\nThank you.",
    "between prose": "Thank you.\n\n/close\n\nBye.",
    "below a heading": "# Done\n/close",
    "below a closed fence": "```\nx\n```\n/close",
    "below a closed tilde fence": "~~~\nx\n~~~\n/close",
    "below a quote and a blank line": "> /reopen\n\n/close",
    "below a list and a blank line, outdented": "- x\n\n\n/close",
    "below a closed HTML comment": "<!-- x -->\n\n/close",
    "below a table and a blank line": "| a |\n|---|\n| b |\n\n/close",
    "below a rule": "---\n/close",
    "by mention": "@stewardbot close",
    "by mention with a slash": "@stewardbot /close",
    "by mention with [bot]": "@stewardbot[bot] close",
    "by mention in upper case": "@StewardBot CLOSE",
    "among inline code": "Use `x`.\n/close",
    "a reason with an underscore": "/close COMPLETED",
}
IGNORED = {
    "in a fence": "```\n/close\n```",
    "in a fence with a language": "```sh\n/close\n```",
    "in a tilde fence": "~~~\n/close\n~~~",
    "in a fence that is never closed": "```\n/close",
    "in a longer fence": "````\n```\n/close\n````",
    "in an indented fence": "  ```\n  /close\n  ```",
    "indented by four blanks": "Hi\n\n    /close",
    "indented by a tab": "Hi\n\n\t/close",
    "in inline code": "`/close`",
    "in inline code of two lines": "`a\n/close`",
    "in a quote": "> /close",
    "in a quote of a quote": ">> /close",
    "in a quote continued lazily": "> Hi\n/close",
    "in an HTML comment": "<!-- /close -->",
    "in an HTML comment of three lines": "<!--\n/close\n-->",
    "in an HTML block": "<div>\n/close\n</div>",
    "in details": "<details>\n/close\n</details>",
    "in a list item": "- /close",
    "in a starred list item": "* /close",
    "in a numbered list item": "1. /close",
    "in a task list": "- [ ] /close",
    "in a list item continued": "- x\n  /close",
    "in a list item continued lazily": "- x\n/close",
    "in a table cell": "| a |\n|---|\n| /close |",
    "in a table row without a bar": "a | b\n--|--\n/close | x",
    "in a heading": "# /close",
    "in a link": "[/close](https://x.y)",
    "in a link over two lines": "[a\n/close](https://x.y)",
    "in a strong word": "**/close**",
    "escaped": "\\/close",
    "as an entity": "&#47;close",
    "as a named entity": "&sol;close",
    "with a full-width slash": "\uff0fclose",
    "with a division slash": "\u2215close",
    "behind a zero-width space": "\u200b/close",
    "behind a right-to-left mark": "\u200f/close",
    "behind a right-to-left override": "\u202e/close",
    "behind a no-break space": "\u00a0/close",
    "joined by a no-break space": "/close\u00a0completed",
    "behind a form feed": "\x0c/close",
    "in the middle of a sentence": "Please /close this",
    "with a blank behind the slash": "/ close",
    "a path": "/close/it",
    "a longer word": "/closed-as-duplicate",
    "a mention that is not of the bot": "@bob close",
    "a mention of somebody like the bot": "@stewardbotty close",
    "a mention and prose": "@stewardbot thank you",
    "a slash alone": "/",
    "nothing": "",
    "blanks": "  \n\t\n ",
}
REFUSED = {
    "trailing prose": ("/close please", "The reasons are"),
    "a full stop behind the reason": ("/close completed.", "The reasons are"),
    "a full stop behind a login": ("/assign @dan.", "`@dan.` is nobody's login"),
    "a no-break space in an argument": ("/assign @dan\u00a0now", "is nobody's login"),
    "a right-to-left mark in a login": ("/assign @d\u200fan", "is nobody's login"),
    "two hyphens in a login that does not exist": ("/assign @no--body", "no--body"),
    "a login with an underscore that does not exist": ("/assign @no_body", "no_body"),
    "somebody unknown": ("/assign @nobody-at-all", "nobody-at-all"),
    "a team that cannot be assigned": ("/assign @acme/core", "`@acme/core` is nobody's login"),
    "a milestone of 300 characters": (f"/milestone {'v' * 300}", "No open milestone is called"),
    "a label of 300 characters": (f"/label {'x' * 300}", "knows no label"),
    "with full-width letters": ("/\uff43lose", "Did you mean `/close`?"),
    "with a Cyrillic letter": ("/cl\u043ese", "Did you mean `/close`?"),
    "with a zero-width space inside": ("/cl\u200bose", "Did you mean `/close`?"),
    "with a full stop": ("/close.", "Did you mean `/close`?"),
    "with a comma": ("/close, please", "Did you mean `/close`?"),
    "with a colon": ("/close: done", "Did you mean `/close`?"),
    "with a slash": ("/close/", "Did you mean `/close`?"),
    "with two slashes": ("//close", "Did you mean `/close`?"),
    "one edit away": ("/clsoe", "Did you mean `/close`?"),
    "a letter too many": ("/closee", "Did you mean `/close`?"),
    "a letter too few": ("/clos", "Did you mean `/close`?"),
    "one edit away, by mention": ("@stewardbot clsoe", "Did you mean `/close`?"),
}
PRESETS = {"default": CONFIG, "prow": PROW}


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("body", OBEYED.values(), ids=OBEYED)
def test_is_obeyed(desk: Desk, preset: str, body: str) -> None:
    found = wrote(desk, body, config=PRESETS[preset])
    assert (found.done, found.reply, found.reaction) == (["close completed"], "", "👍")


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("body", IGNORED.values(), ids=IGNORED)
def test_is_no_command(desk: Desk, preset: str, body: str) -> None:
    found = wrote(desk, body, config=PRESETS[preset])
    assert (found.done, found.reply, found.reaction) == ([], "", "")


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize(("body", "said"), REFUSED.values(), ids=REFUSED)
def test_is_refused(desk: Desk, preset: str, body: str, said: str) -> None:
    found = wrote(desk, body, config=PRESETS[preset])
    assert (found.done, found.reaction) == ([], "😕")
    assert said in found.reply
