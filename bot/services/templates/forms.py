"""Where a repository keeps its forms and templates, found with as few questions as can be.

Only this repository's own: those that GitHub takes from the owner's repository `.github` are not looked up.
"""

from collections.abc import Sequence

from bot.community.forms.templates import (
    FOLDER,
    ISSUE,
    PLACES,
    PULL_REQUEST,
    FormTemplate,
    read_template,
    single_template,
    template_folder,
    template_paths,
)
from bot.core.context import Surroundings
from bot.core.model import Subject


async def templates_for(subject: Subject, ctx: Surroundings) -> list[FormTemplate]:
    """Return the forms and templates that a subject may have been written with."""
    paths = await _for_pull_requests(ctx) if subject.is_pull_request else await _for_issues(ctx)
    texts = [(path, await ctx.github.file(path)) for path in paths]
    return [template for path, text in texts if text and (template := read_template(path, text))]


async def _for_issues(ctx: Surroundings) -> Sequence[str]:
    """Return the files of the folder; where it has none, the one template of old."""
    if paths := template_paths(await ctx.github.files(FOLDER)):
        return paths
    for place in await _places(ctx):
        if path := single_template(await ctx.github.files(place), ISSUE):
            return (path,)
    return ()


async def _for_pull_requests(ctx: Surroundings) -> Sequence[str]:
    """Return the templates of the first place that has any: the one that GitHub offers, and the folder's."""
    for place in await _places(ctx):
        listed = await ctx.github.files(place)
        folder = template_folder(listed, PULL_REQUEST)
        single = single_template(listed, PULL_REQUEST)
        several = template_paths(await ctx.github.files(folder)) if folder else []
        if paths := [*filter(None, [single]), *several]:
            return paths
    return ()


async def _places(ctx: Surroundings) -> list[str]:
    """Return those of GitHub's places that the repository has: its root names the others."""
    root = await ctx.github.files("")
    return [place for place in PLACES if not place or f"{place}/" in root]
