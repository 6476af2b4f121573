"""What is said about a newcomer's journey; the words stand in `messages.<language>.toml` beside this."""

from __future__ import annotations

from bot.core.messages import load
from handlers.journey.criteria import Kind

TEXT = load(__name__)
EVIDENCE = TEXT.table("evidence", dict[Kind, tuple[str, str]])
WORK = TEXT.table("work", dict[Kind, tuple[str, str]])
STAGES = TEXT.table("stages", dict[str, str])
