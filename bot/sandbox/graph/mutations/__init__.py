"""GraphQL's mutations.

Each changes the state through `bot.sandbox.changes`, so that the same webhooks tell of it as when REST or a
person does it.
"""

from bot.sandbox.graph.mutations import pulls, subjects, words

__all__ = ["pulls", "subjects", "words"]
