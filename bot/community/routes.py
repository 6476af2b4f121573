"""Where a case goes first: by its labels, its text, the paths it names, the community it comes from. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from bot.community import forms
from bot.community.communities import Communities
from bot.community.patterns import PathGlobs, TextPattern, first_match, first_path, paths_in
from bot.community.templates import REPLIES
from bot.core.config.accounts import LoginOrTeam
from bot.core.config.base import Section
from bot.core.config.names.references import FileName, LabelName
from bot.core.markdown.quoting import code
from bot.core.messages import load
from bot.core.model import Subject, contains, spelling

TEXT = load(__name__)


class Route(Section):
    """Where cases of one sort go first. All that a route names must hold; the first that fits counts."""

    labels: tuple[LabelName, ...] = ()
    """Any of these labels."""
    paths: PathGlobs = ()
    """Globs such as `cloud/**`, on the paths that the text names."""
    text: TextPattern | None = None
    """A regular expression, read without regard to case, on title and body."""
    community: str | None = None
    """A name of `communities`."""
    to: LoginOrTeam
    """The name of a rota, a login, or a @team; behind a person or team stands the main rota."""

    @model_validator(mode="after")
    def _looks_at_something(self) -> Self:
        if not (self.labels or self.paths or self.text or self.community):
            raise ValueError(
                f"the route to {code(self.to)} fits everything: give it labels, paths, text or a community"
            )
        return self


class Guide(Section):
    """A page or saved reply that is offered to reporters whose words fit."""

    text: TextPattern
    """A regular expression, read without regard to case, on title and body."""
    title: str = ""
    """The page's title, as a reporter would look for it; a saved reply is called by its name."""
    page: FileName = ""
    """Its address, or its path in the repository."""
    reply: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]*$", max_length=100)] = ""
    """Instead of a page: the name of a saved reply, `cloud` for `.github/replies/cloud.md`."""

    @field_validator("title", "page")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if not value.strip() or len(value.splitlines()) > 1 or len(value) > 300:
            raise ValueError("write one line of at most 300 characters")
        return value.strip()

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if bool(self.page) == bool(self.reply):
            raise ValueError("name either a `page` or a saved `reply`")
        if self.page and not self.title:
            raise ValueError("say with `title` what the page is called")
        return self

    @property
    def name(self) -> str:
        """The page's title, or the name of the saved reply in words."""
        return self.title or self.reply.replace("-", " ").replace("_", " ")

    @property
    def place(self) -> str:
        """Its address, or its path in the repository."""
        return self.page or f"{REPLIES}/{self.reply}.md"


@dataclass(frozen=True)
class RouteChoice:
    """The way a case takes: `first` is a login or @team to be asked before anyone of the rota `rota`."""

    rota: str = ""
    first: str | None = None
    because: str = ""


def choose_route(
    routes: Collection[Route],
    rotas: Collection[str],
    subject: Subject,
    labels: Collection[str],
    community: str | None,
    communities: Communities | None,
) -> RouteChoice:
    """Return the way of a case: the first route that fits, else its community's contact, else the main rota.

    `labels` are those the subject has or is about to get; `rotas` the names of all rotas of the file.
    """
    text = forms.words_of(subject)
    for route in routes:
        why = _fits(route, text, labels, community)
        if why is None:
            continue
        rota = spelling([name for name in rotas if name], route.to.removeprefix("@"))
        if rota is not None:
            contact = _contact(route.community, communities)
            return RouteChoice(rota=rota, first=contact, because=f"{why}: the rota {rota}")
        return RouteChoice(first=route.to, because=f"{why}: {route.to.removeprefix('@')}")
    if (contact := _contact(community, communities)) is not None:
        return RouteChoice(first=contact, because=f"it comes from {community}: its contact {contact}")
    return RouteChoice()


def guide_for(guides: Collection[Guide], subject: Subject) -> Guide | None:
    """Return the first guide whose words fit."""
    text = forms.words_of(subject)
    return next((guide for guide in guides if first_match(guide.text, text)), None)


def dead_ends(
    routes: Collection[Route],
    rotas: Collection[str],
    people: Collection[str],
    communities: Communities | None,
) -> Iterator[tuple[int, str, str]]:
    """Return what of the routes seems to lead nowhere: (which route, which key, a sentence)."""
    known = tuple(communities.root) if communities else ()
    contacts = [community.contact for community in communities.root.values()] if communities else []
    for place, route in enumerate(routes):
        if route.community is not None and not contains(known, route.community):
            yield place, "community", TEXT.no_community(name=code(route.community))
        if route.to.startswith("@") or contains((*rotas, *people, *contacts), route.to):
            continue
        near = get_close_matches(route.to.casefold(), [name.casefold() for name in rotas if name], n=1)
        name = code(route.to)
        yield (
            place,
            "to",
            TEXT.no_rota_near(name=name, near=code(near[0])) if near else TEXT.no_rota(name=name),
        )


def _contact(community: str | None, communities: Communities | None) -> str | None:
    if community is None or communities is None:
        return None
    name = spelling(communities.root, community)
    return communities.root[name].contact.removeprefix("@") if name is not None else None


def _fits(route: Route, text: str, labels: Collection[str], community: str | None) -> str | None:
    """Return what shows that a route fits; None if it does not."""
    reasons = []
    if route.labels:
        label = next((label for label in labels if contains(route.labels, label)), None)
        if label is None:
            return None
        reasons.append(f"it has the label {label}")
    if route.paths:
        path = first_path(paths_in(text), route.paths)
        if path is None:
            return None
        reasons.append(f"the text names “{path[:120]}”")
    if route.text:
        words = first_match(route.text, text)
        if words is None:
            return None
        reasons.append(f"the text says “{words[:60]}”")
    if route.community:
        if community is None or not contains((route.community,), community):
            return None
        reasons.append(f"it comes from {community}")
    return " and ".join(reasons)
