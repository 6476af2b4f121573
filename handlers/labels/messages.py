"""What the commands of labels say; the words stand in `messages.<language>.toml` beside this."""

from __future__ import annotations

from bot.core.messages import DEFAULT, Messages, Template, load


class LabelMessages(Messages):
    """The messages of one language."""

    no_label: Template
    needs_name: Template
    unknown: Template
    did_you_mean: Template
    or_next: Template
    none_begins: Template
    none_listed: Template
    there_are: Template
    more: Template
    one_not_set: Template
    some_not_set: Template
    none_set: Template
    and_next: Template
    no_hold: Template
    closed: Template
    help_wanted: Template
    good_first_issue: Template
    claim: Template
    assign: Template


MESSAGES = load(LabelMessages, __name__)
TEXT = MESSAGES[DEFAULT]
