"""Reading the past of a repository: how far it has come, and a page of it into mirror and ledger."""

from bot.store.backfill.page import PageRows, ThreadRest, put_page, put_rests, rests
from bot.store.backfill.runs import Run, RunStage, advance, begin, latest, told_since, without_past

__all__ = [
    "PageRows",
    "Run",
    "RunStage",
    "ThreadRest",
    "advance",
    "begin",
    "latest",
    "put_page",
    "put_rests",
    "rests",
    "told_since",
    "without_past",
]
