"""What is learnt from a repository's labels, and which labels people set."""

from bot.store.learning.labelled import labels_by_people, logins
from bot.store.learning.models import StoredModel, drop, learnt_at, load, put

__all__ = ["StoredModel", "drop", "labels_by_people", "learnt_at", "load", "logins", "put"]
