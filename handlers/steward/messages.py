"""What the steward feature says; the words stand in `messages.<language>.toml` beside this."""

from __future__ import annotations

from bot.core.messages import DEFAULT, Messages, Template, load


class StewardMessages(Messages):
    """The messages of one language."""

    routed: Template
    usage_question: Template
    support_question: Template
    until: Template
    looks_after: Template
    nothing_needed: Template
    answer_by: Template
    answer_after_reporter: Template
    guide: Template
    correct: Template
    everybody_full: Template
    nobody_on_duty: Template
    next_begins: Template
    no_date: Template
    resolved: Template
    where: Template
    nobody_yet: Template
    seen: Template
    answered: Template
    waits_for_reporter: Template
    looks_again: Template
    overdue: Template
    due: Template
    no_promise: Template
    ended: Template
    its_author: Template
    handed: Template
    reminder_answer: Template
    reminder_word: Template
    private_hint: Template
    private_answer: Template
    private_word: Template
    soon: Template
    rota_name: Template
    duty: Template
    duty_of: Template
    then: Template
    duty_otherwise: Template
    duty_nobody: Template
    duty_next: Template
    free: Template
    nobody_free: Template
    days_from: Template
    days_on: Template
    days_span: Template
    arranged: Template
    arranged_nothing: Template
    instead: Template
    swapped: Template
    covered: Template
    asks_cover: Template
    away: Template
    until_back: Template
    away_open: Template
    others_answer: Template
    otherwise_answers: Template
    nobody_answers: Template
    note_stored: Template
    open_with_you: Template
    nothing_open: Template
    no_case: Template
    never_case: Template
    closed: Template
    note_usage: Template
    name_person: Template
    or_rota: Template
    no_rota: Template
    rota_cannot: Template
    has_it_already: Template
    not_the_reporter: Template
    no_account: Template
    not_a_bot: Template
    person_away: Template
    pass_alone: Template
    nobody_else: Template
    escalate_alone: Template
    escalated_once: Template
    not_on_same_rota: Template
    on_no_rota: Template
    known_absence: Template
    back_alone: Template
    not_away: Template
    swap_usage: Template
    swapped_already: Template
    cover_usage: Template
    past: Template
    not_on_duty: Template
    no_cover: Template
    superseded: Template


MESSAGES = load(StewardMessages, __name__)
TEXT = MESSAGES[DEFAULT]
