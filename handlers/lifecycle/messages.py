"""Refusals of commands on the state; the words stand in `messages.<language>.toml` beside this."""

from __future__ import annotations

from bot.core.messages import DEFAULT, Messages, Template, load


class LifecycleMessages(Messages):
    """The messages of one language."""

    close_reasons: Template
    merged: Template
    name_original: Template
    itself: Template
    no_number: Template
    frozen_pull: Template
    not_set: Template
    stages: Template
    no_label: Template
    no_turn_label: Template
    lock_reasons: Template
    name_repository: Template
    no_repository: Template
    other_owner: Template
    same_repository: Template
    not_installed: Template
    no_title: Template
    long_title: Template
    closing_title: Template
    no_milestone: Template
    name_milestone: Template
    none_open: Template
    open_milestones: Template
    more: Template


MESSAGES = load(LifecycleMessages, __name__)
TEXT = MESSAGES[DEFAULT]
