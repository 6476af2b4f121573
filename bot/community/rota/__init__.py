"""The steward rota: who is on duty when, as pure functions.

**Slots.** The people of a rota take turns. Slot k begins at change number k (change 0 is at `starts`) and
lasts `on_duty` changes, so that `on_duty` people overlap, each joining one change after the other, and the
experienced one always remains. So that the first day is no exception, the turns reach back before `starts`:
slot -1 belongs to the last person of the list, slot -2 to the one before, cut to begin at `starts`. Before
`starts` nobody is on duty.

**History.** Slots that have begun are given back to the rota as `history` and never change. The present
list decides the others, continuing after the last person served.

**Overrides** (absence, cover, swap) are dated and change the one slot and person they name, nothing else.
"""

from bot.community.rota.arrange import away, cover, owed, swap
from bot.community.rota.config import Person, RotaConfig
from bot.community.rota.days import read_days
from bot.community.rota.duty import (
    available,
    begins_work,
    calling_hours,
    incoming,
    is_away,
    next_change,
    on_duty,
    on_duty_until,
    shifts,
    working_hours,
)
from bot.community.rota.turns import begun, slots
from bot.community.rota.values import Duty, Override, OverrideKind, Rota, Shift, Slot

__all__ = [
    "Duty",
    "Override",
    "OverrideKind",
    "Person",
    "Rota",
    "RotaConfig",
    "Shift",
    "Slot",
    "available",
    "away",
    "begins_work",
    "begun",
    "calling_hours",
    "cover",
    "incoming",
    "is_away",
    "next_change",
    "on_duty",
    "on_duty_until",
    "owed",
    "read_days",
    "shifts",
    "slots",
    "swap",
    "working_hours",
]
