"""`/r/{owner}/{repo}/activity`: what the bot did, each with its reason, newest first and a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from pydantic import BeforeValidator, Field

from bot.core.pause import Pause
from bot.core.states import EffectState
from bot.queries.activity import LOOK, Activity, DoneEffect, RefusedWish, activity, pause_of, refused_wishes
from bot.store.database import Connection
from bot.store.outbox.listing import EffectFilter
from bot.web.pages import buttons
from bot.web.pages.records.words import moment
from bot.web.visits.page import Page, Shown
from bot.web.visits.sight import Sight
from bot.web.visits.visit import Filters, Visit

STATE_WORDS = {
    EffectState.DONE: "done",
    EffectState.WAITING: "still to be done",
    EffectState.INTENT: "being done",
    EffectState.OBSERVED: "would have been done",
    EffectState.REFUSED: "not accepted by GitHub",
    EffectState.SUPERSEDED: "not needed any more",
    EffectState.DEAD: "given up",
}
"""What became of an effect, in words."""


def _number(text: object) -> object:
    return text.strip().lstrip("#") if isinstance(text, str) else text


class ActivityForm(Filters):
    """The GET form; `before` is where a further page begins."""

    subject: Annotated[int | None, BeforeValidator(_number), Field(ge=1, le=2**31 - 1)] = None
    feature: Annotated[str, Field(max_length=60)] = ""
    state: EffectState | None = None
    before: Annotated[int | None, Field(ge=1, le=2**62)] = None

    @property
    def filter(self) -> EffectFilter:
        """Which effects it asks for."""
        return EffectFilter(self.subject, self.feature, self.state, self.before)

    def query(self, before: int | None) -> str:
        """Return the query of a page that begins elsewhere."""
        fields = {"subject": self.subject, "feature": self.feature, "state": self.state, "before": before}
        return "?" + urlencode({name: value for name, value in fields.items() if value})


@dataclass(frozen=True)
class ActivityLine:
    """One effect as it is shown; `address` is empty for what concerns no subject."""

    at: str
    number: int | None
    address: str
    what: str
    feature: str
    because: str
    state: str
    note: str
    delivery: str
    guid: str
    can_undo: bool
    can_replay: bool


@dataclass(frozen=True)
class ActivityView:
    """A page of effects. `buttons` takes what is pressed; `silence` says since when and until when the bot is
    silent here, empty if it is not. `refused`: what the visitor asked for lately, and why it was not done.
    `older` is the address of the next page; `back_to`: it was looked back so far."""

    repository: str
    buttons: str
    silence: str
    refused: tuple[str, ...]
    form: ActivityForm
    features: tuple[str, ...]
    states: tuple[tuple[EffectState, str], ...]
    lines: tuple[ActivityLine, ...]
    older: str
    back_to: str
    look: int = LOOK


def activity_request(visit: Visit) -> tuple[EffectFilter, tuple[str, ...]]:
    """Return what is asked for, and a sentence about each thing in it that cannot be."""
    form, mistakes = _form(visit)
    return form.filter, mistakes


def _form(visit: Visit) -> tuple[ActivityForm, tuple[str, ...]]:
    form, mistakes = visit.filters(ActivityForm)
    if form.feature and form.feature not in _features(visit):
        mistakes += (f"There is no feature {form.feature}; all are shown.",)
        form = form.model_copy(update={"feature": ""})
    return form, mistakes


def _features(visit: Visit) -> tuple[str, ...]:
    return tuple(feature.name for feature in visit.store.features)


async def _answer(visit: Visit) -> Shown:
    form, mistakes = _form(visit)
    repository_id, now = visit.of.id, visit.now
    person = visit.visitor.account_id if visit.visitor else 0

    def read(conn: Connection) -> tuple[Activity, Pause | None, tuple[RefusedWish, ...]]:
        return (
            activity(conn, repository_id, form.filter),
            pause_of(conn, repository_id, now),
            refused_wishes(conn, repository_id, person, now),
        )

    page, pause, refused = await visit.store.read(read)
    view = ActivityView(
        visit.of.full_name,
        buttons.page.address(visit.of.full_name),
        _silence(pause),
        tuple(map(_refused, refused)),
        form,
        _features(visit),
        tuple(STATE_WORDS.items()),
        tuple(_line(visit, effect, is_heard=pause is None or pause.quiet) for effect in page.effects),
        form.query(page.next) if page.next else "",
        moment(page.back_to),
    )
    return Shown("activity.html", view, mistakes)


def _silence(pause: Pause | None) -> str:
    if pause is None:
        return ""
    what = "answers people and says nothing else" if pause.quiet else "says and does nothing"
    until = f"until {moment(pause.until)} UTC" if pause.until else "until somebody resumes it"
    return f"It {what} here since {moment(pause.since)} UTC, {until}."


def _refused(wish: RefusedWish) -> str:
    what = f"`{wish.command}`" if wish.command else "Trying again"
    place = f" on #{wish.number}" if wish.number else ""
    return f"{what}{place}, {moment(wish.at)} UTC, was not done: {wish.reason}"


def _line(visit: Visit, effect: DoneEffect, *, is_heard: bool) -> ActivityLine:
    """Return an effect as it is shown; no button where the bot hears none but the one that ends its pause."""
    address = visit.store.on_github(visit.of, effect.number) if effect.number else ""
    return ActivityLine(
        moment(effect.at),
        effect.number,
        address,
        effect.what,
        effect.feature,
        effect.because,
        STATE_WORDS[effect.state],
        effect.note,
        effect.delivery,
        effect.guid,
        effect.can_undo and is_heard,
        effect.can_replay,
    )


page = Page(
    "activity",
    path="/r/{owner}/{repo}/activity",
    title="What was done",
    answer=_answer,
    needs=Sight.TRIAGE,
    menu="Activity",
    tables=("effects",),
)
