"""Whether somebody offers in plain words to take an issue on. Pure.

What is offered has to end its clause: whoever works "on this notebook" or would like "to do a groupby" tells
of something else.
"""

import re

_NOUN = r"(?:issue|one|task|ticket|bug|feature|enhancement|item|problem|up|on|over)"
_THIS = rf"(?:(?:this|that)(?: (?:good first |open )?{_NOUN}){{0,2}}|it(?: up| on| over)?|the {_NOUN})"
_END = (
    r"(?=\s*(?:\Z|[.,;:!?)\n\u2026\u2013\u2014-]"
    r"|(?:and|but|or|if|as (?:my|a first|well)|please|pls|thanks|because|since|too|next|now|soon|today"
    r"|tonight|tomorrow|myself|this week|for (?:my|gsoc|hacktoberfest|outreachy))\b))"
)
_STOP = r"(?=\s*(?:\Z|[.,;!?)\n]|please\b|pls\b))"
_MAY_I = (
    r"(?<!how )(?<!where )(?<!when )(?<!why )(?<!what )\b(?:can|could|may|might) i (?:please |maybe |also )?"
)
_I_WOULD = (
    r"\b(?:i(?:'d| would) (?:really )?(?:like|love|be (?:happy|glad|willing)) to"
    r"|i(?:'ll| will| want to| can| could)|i(?:'m| am) (?:going|happy|glad|willing|ready) to|let me) "
)
_WORK = rf"(?:take|work on|pick(?: up)?|tackle|claim|handle|help (?:out )?with|contribute to) {_THIS}{_END}"
_PULL = r"(?:open|submit|send|make|create|raise|prepare|contribute) a (?:pr|pull request|fix|patch)"

_OFFER = re.compile(
    rf"(?:{_MAY_I}|{_I_WOULD}){_WORK}"
    rf"|(?:{_MAY_I}|{_I_WOULD}){_PULL}(?: (?:for|to fix|on) {_THIS})?{_END}"
    rf"|{_MAY_I}(?:be assigned(?: (?:to )?{_THIS})?|have (?:this|it)(?: {_NOUN})?){_END}"
    rf"|(?:{_MAY_I}|\bi(?:'d| would) (?:like|love) to )(?:try|do) this(?: {_NOUN})?{_STOP}"
    rf"|{_I_WOULD}(?:fix {_THIS}{_END}|contribute{_STOP})"
    rf"|\bassign (?:(?:{_THIS} )?to )?me(?: (?:to|on) {_THIS})?{_END}"
    rf"|\bi(?:'m| am) (?:now |currently |already |interested in )?"
    rf"(?:working on|taking|tackling|fixing|contributing to) {_THIS}{_END}",
    re.IGNORECASE,
)
_TAKE = re.compile(r"^[ \t]*take[ \t]*[.!]?[ \t]*$", re.IGNORECASE | re.MULTILINE)
MOST = 2_000
"""Characters of a comment that are read."""


def offers_help(text: str) -> bool:
    """Return whether somebody offers to take an issue on, in words of their own (`plain`)."""
    return _OFFER.search(text[:MOST].replace("\u2019", "'")) is not None


def takes(text: str) -> bool:
    """Return whether a line is the bare word "take", which is a claim to the bots of many projects."""
    return _TAKE.search(text[:MOST]) is not None
