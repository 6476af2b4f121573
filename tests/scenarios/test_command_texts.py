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
    "with a full-width slash": "\uff0fclose",
    "behind a zero-width space": "\u200b/close",
    "behind a right-to-left mark": "\u200f/close",
    "behind a right-to-left override": "\u202e/close",
    "behind a no-break space": "\u00a0/close",
    "joined by a no-break space": "/close\u00a0completed",
    "behind a form feed": "\x0c/close",
    "behind a byte order mark, in the middle": "Hi\n\ufeff/close",
    "with a zero-width space inside": "/cl\u200bose",
    "with a soft hyphen inside": "/clo\u00adse",
    "followed by an ideographic space": "/close\u3000completed\u3000",
    "by mention with a comma": "@stewardbot, close",
    "by mention with a colon": "@stewardbot: close",
    "by mention, kindly": "@stewardbot, close please.",
    "kindly": "/close please",
    "with thanks": "/close completed thanks!",
    "with courtesy before the reason": "/close please, completed",
    "with courtesy in French": "/close completed s'il vous plaît",
    "with courtesy in German": "/close bitte, vielen Dank!",
    "with courtesy in Japanese": "/close お願いします",
    "with a note": "/close it works again since Tuesday",
    "with a reason and a note": "/close completed, see the release of Tuesday",
    "in quotes": '/close "completed"',
    "above the tail of a mail": "/close\n\n-----Original Message-----\n/assign @dan",
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
    "with a division slash": "\u2215close",
    "a full-width slash in full-width letters": "\uff0f\uff43\uff4cose",
    "in the middle of a sentence": "Please /close this",
    "with a blank behind the slash": "/ close",
    "a path": "/close/it",
    "a longer word": "/closed-as-duplicate",
    "a mention that is not of the bot": "@bob close",
    "a mention of somebody like the bot": "@stewardbotty close",
    "a mention and prose": "@stewardbot thank you",
    "a slash alone": "/",
    "with full-width letters": "/\uff43lose",
    "with a Cyrillic letter": "/cl\u043ese",
    "four letters, one edit away": "/clos",
    "a word of another bot, near `/ack`": "/ask why is this slow?",
    "a word of another bot, near `/back`": "/black",
    "a word of another bot, near `/pin`": "/ping",
    "in the tail of a mail": "Hi\n\n-----Original Message-----\n\n/close",
    "behind an invisible character, in a fence": "```\n\u200b/close\n```",
    "behind an invisible character, in a quote": "> \u200b/close",
    "nothing": "",
    "blanks": "  \n\t\n ",
}
REFUSED = {
    "a word that may be meant as a reason": ("/close becaus", "The reasons are"),
    "trailing prose": ("/pin at last", "please write it alone on its line"),
    "a full stop behind a login": ("/assign @dan.", "`@dan.` is nobody's login"),
    "two hyphens in a login that does not exist": ("/assign @no--body", "no--body"),
    "a login with an underscore that does not exist": ("/assign @no_body", "no_body"),
    "somebody unknown": ("/assign @nobody-at-all", "nobody-at-all"),
    "a team that cannot be assigned": ("/assign @acme/core", "`@acme/core` is nobody's login"),
    "a milestone of 300 characters": (f"/milestone {'v' * 300}", "No open milestone is called"),
    "a label of 300 characters": (f"/label {'x' * 300}", "knows no label"),
    "with a full stop": ("/close.", "Did you mean `/close`?"),
    "with a comma": ("/close, please", "Did you mean `/close`?"),
    "with a colon": ("/close: done", "Did you mean `/close`?"),
    "with a slash": ("/close/", "Did you mean `/close`?"),
    "with two slashes": ("//close", "Did you mean `/close`?"),
    "one edit away": ("/clsoe", "Did you mean `/close`?"),
    "a letter too many": ("/closee", "Did you mean `/close`?"),
    "an unknown word to the bot": ("@stewardbot, how are you?", "I do not know this word. `/help` lists"),
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


def test_a_long_line_is_cut_where_it_is_given_as_the_reason(desk: Desk) -> None:
    wrote(desk, f"/retitle {'x' * 220}")
    (asked,) = desk.asked
    assert asked.only("retitle").because == f"carol wrote /retitle {'x' * 179}"
