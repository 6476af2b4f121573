"""A repository's own labels teach what kind a new issue is: pure Python, no date, no author.

`train` learns from documents that people labelled, `Model.guess` says how likely each label is and which
words decided, and `evaluation` how far to trust it.
"""

from bot.insight.learning.documents import IssueDocument, LabelledIssue
from bot.insight.learning.guess import Evidence, Guess
from bot.insight.learning.model import Model, UnreadableModel
from bot.insight.learning.training import Unlearnable, train
from bot.insight.learning.trials import Trial

__all__ = [
    "Evidence",
    "Guess",
    "IssueDocument",
    "LabelledIssue",
    "Model",
    "Trial",
    "Unlearnable",
    "UnreadableModel",
    "train",
]
