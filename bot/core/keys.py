"""How stored things are called, in one place: whose a memory is, and the keys of sections and timers.

These strings stand in databases, so none of them may change. Scopes name ids, which survive a rename.
"""

from typing import NewType

Scope = NewType("Scope", str)
"""Whose a memory is: a subject's, a repository's, an owner's (with all their repositories) or a person's."""
PERSONS = "person:"
"""The beginning of the scopes of all persons."""
REPOSITORIES = "repo:"
"""The beginning of the scopes of all repositories."""
PROGRAM_SCOPE = Scope("house")
"""What the program remembers of itself: its lives on this database, a rival, the probe of readiness."""
CASE_MEMORY = ("case", "case")
"""Feature and key of a subject's support case, in the subject's scope."""
GUESS_KEY = "guess"
"""Key of the guess that maintainers see, in the subject's scope; it holds words of the subject's author."""
SectionKey = NewType("SectionKey", str)
"""A feature's name for a section of a comment, or for an issue it opens; by it a sticky comment is found."""
UNNAMED = SectionKey("")
REPLY = SectionKey("reply-")
"""How the keys begin of what answers one text of a person: a comment of its own, edited with that text."""
PROBLEM = SectionKey("problem")
"""What could not be done about an event, for those who can mend it: a comment of its own."""
TIMER_GUID = "timer-"
"""How the ids begin under which due timers are decided, where a delivery has its GUID."""
HISTORY_GUID = "history-"
"""How the ids begin under which the ledger has what happened before we came, where a delivery has its GUID;
then comes which reading of the past brought it."""
UNLABELLED = ("issues.unlabeled", "pull_request.unlabeled")
"""In the ledger: somebody took a label off. Who did it may be forgotten; that it stays off is not."""
COMMANDED = "commanded"
"""In the ledger, of what we did ourselves: somebody with the triage role had asked for it by command."""
LABEL_CONFIRMED = "label_confirmed"
"""In the ledger: somebody said that a label which the bot guessed is right."""
TimerKey = NewType("TimerKey", str)
"""A feature's name for a timer; what stands behind a colon tells timers of one kind apart."""
ADOPT = TimerKey("adopt")
"""The timer that brings a feature the facts of a comment of ours which a restored database lacks."""

# Names under which the engine itself, and no feature, signs effects, memories and problems.
COMMANDS = "help"
"""Answers to commands. Plans and `/why` have always shown them under this name, which the commands about
the bot itself share."""
CONFIG = "config_check"
"""What is wrong with a repository's file, in the list of a plan's problems."""
ENGINE = "engine"
"""Budgets, and comments of ours that stand twice."""


def section_key(kind: SectionKey, name: object) -> SectionKey:
    """Return the key of one section among many of a kind, whose key ends in what parts it from the name."""
    return SectionKey(f"{kind}{name}")


def timer_key(kind: TimerKey, *parts: object) -> TimerKey:
    """Return the key of one timer among many of a kind."""
    return TimerKey(":".join([kind, *map(str, parts)]))


def subjects_prefix(repository_id: int) -> str:
    """Return what the scopes of all subjects of a repository begin with."""
    return f"subject:{repository_id}#"


def subject_scope(repository_id: int, number: int) -> Scope:
    """Return the scope of an issue or pull request."""
    return Scope(f"{subjects_prefix(repository_id)}{number}")


def number_in(scope: str) -> int:
    """Return the number of the subject whose scope this is."""
    return int(scope.rpartition("#")[2])


def repository_scope(repository_id: int) -> Scope:
    """Return the scope of a repository."""
    return Scope(f"{REPOSITORIES}{repository_id}")


def owner_scope(owner_id: int) -> Scope:
    """Return the scope of an account or organization that owns repositories."""
    return Scope(f"owner:{owner_id}")


def person_scope(person_id: int) -> Scope:
    """Return the scope of a person, whatever repository they write in."""
    return Scope(f"{PERSONS}{person_id}")
