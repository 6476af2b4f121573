"""What the commands that are always on say; the words stand in `messages.<language>.toml` beside this."""

from __future__ import annotations

from bot.core.messages import DEFAULT, Messages, Template, load


class HelpMessages(Messages):
    """The messages of one language."""

    one_command: Template
    list: Template
    line: Template
    line_with_removals: Template
    no_command: Template
    did_you_mean: Template
    or_next: Template
    list_hint: Template
    explained: Template
    issues_only: Template
    pulls_only: Template
    aliases: Template
    may: Template
    may_not: Template
    bot_usages: Template
    check: Template
    follows: Template
    no_file: Template
    acts: Template
    observes: Template
    nothing_on: Template
    pause_usage: Template
    how_long: Template
    paused: Template
    until: Template
    until_time: Template
    resume_alone: Template
    not_paused: Template
    resumed: Template
    forget_usage: Template
    own_repository: Template
    no_key: Template
    forgotten: Template
    nothing_done: Template
    done: Template
    left_out: Template
    would_have: Template
    not_yet: Template
    not_taken: Template
    given_up: Template
    because: Template
    nothing_to_undo: Template
    cannot_undo: Template
    undone: Template
    undone_last: Template
    not_again: Template
    stays: Template
    case_stays: Template


MESSAGES = load(HelpMessages, __name__)
TEXT = MESSAGES[DEFAULT]
