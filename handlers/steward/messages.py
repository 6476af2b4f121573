"""What the steward feature says; the words stand in `messages.<language>.toml` beside this."""

from __future__ import annotations

from bot.core.messages import load

TEXT = load(__name__)
