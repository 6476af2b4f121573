"""`POST /r/{owner}/{repo}/buttons`: undo, pause, quiet, resume, replay, take a guess.

What is wanted is stored; whether it may be done is decided on the road, where the role is asked again.
"""

import secrets
from typing import Annotated

from pydantic import Field

from bot.core.commands.buttons import OF_SUBJECT, Button, ButtonPress
from bot.store.visitors import button_presses
from bot.web.visits.page import Elsewhere, NotHere, Page
from bot.web.visits.sight import Sight
from bot.web.visits.visit import Filters, Visit


class _Wish(Filters):
    button: Button | None = None
    number: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    delivery: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{0,100}$")] = ""


async def _answer(visit: Visit) -> Elsewhere:
    wish, mistakes = visit.filters(_Wish)
    visitor, repository = visit.visitor, visit.of
    is_whole = wish.button is not None and (wish.button in OF_SUBJECT) is (wish.number is not None)
    if visitor is None or mistakes or not is_whole or wish.button is None:
        raise NotHere
    press = ButtonPress(
        account_id=visitor.account_id, login=visitor.login, button=wish.button, delivery=wish.delivery
    )
    token = secrets.token_hex(8)
    await visit.store.write(
        lambda conn: button_presses.put(conn, press, token, repository, wish.number, visit.now)
    )
    visit.store.nudge()
    return Elsewhere(f"/r/{repository.full_name}/activity")


page = Page(
    "buttons",
    path="/r/{owner}/{repo}/buttons",
    title="Buttons",
    method="POST",
    needs=Sight.TRIAGE,
    answer=_answer,
)
