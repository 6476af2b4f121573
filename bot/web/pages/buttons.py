"""`POST /r/{owner}/{repo}/buttons`: undo, pause, quiet, resume, replay, take a guess.

What is wanted is stored; whether it may be done is decided on the road, where the role is asked again.
"""

import secrets
from datetime import datetime
from typing import Annotated

from pydantic import Field

from bot.core.commands.buttons import COMMANDS, OF_SUBJECT, Button, ButtonPress
from bot.core.model import Repository
from bot.queries.activity import COMMANDED
from bot.store import ledger, mirror
from bot.store.database import Connection
from bot.store.visitors import button_presses
from bot.web.visits.page import Elsewhere, NotHere, Page
from bot.web.visits.sight import Sight
from bot.web.visits.visit import Filters, Visit

NO_ISSUE = "A command is given on an issue, and there is none here yet."


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
    await visit.store.write(lambda conn: _put(conn, press, token, repository, wish.number, visit.now))
    visit.store.nudge()
    return Elsewhere(f"/r/{repository.full_name}/activity")


def _put(
    conn: Connection,
    press: ButtonPress,
    token: str,
    repository: Repository,
    number: int | None,
    now: datetime,
) -> None:
    """Store a press; where there is no issue to give its command on, store why nothing comes of it."""
    is_possible = press.button is Button.REPLAY or number or mirror.newest_issues(conn, repository.id, 1)
    if is_possible:
        button_presses.put(conn, press, token, repository, number, now)
        return
    refused = {"command": COMMANDS[press.button], "refused": [NO_ISSUE]}
    person, owner_id = (press.account_id, press.login), repository.owner_id
    ledger.add(conn, [ledger.Entry(now, repository.id, owner_id, None, *person, COMMANDED, refused)])


page = Page(
    "buttons",
    path="/r/{owner}/{repo}/buttons",
    title="Buttons",
    method="POST",
    needs=Sight.TRIAGE,
    answer=_answer,
)
