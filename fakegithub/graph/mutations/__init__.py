"""GraphQL's mutations.

Each changes the state through `fakegithub.changes`, so that the same webhooks tell of it as when REST or a
person does it.
"""

from fakegithub.graph.mutations import pulls, subjects, words

__all__ = ["pulls", "subjects", "words"]
