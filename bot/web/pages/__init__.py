"""The pages, in the order of the navigation. A new one is a module here and a line in `PAGES`."""

from bot.web.pages import buttons, commands, landing, rota
from bot.web.pages.desk import cases, overview, stewards
from bot.web.pages.desk import downloads as desk_downloads
from bot.web.pages.numbers import community, downloads, metrics, shared
from bot.web.pages.records import activity, config, newcomers, own, status
from bot.web.pages.records import downloads as record_downloads
from bot.web.visits.page import Page

PAGES: tuple[Page, ...] = (
    landing.page,
    overview.page,
    cases.page,
    stewards.page,
    metrics.every_metric,
    metrics.one_metric,
    community.page,
    *desk_downloads.every,
    *record_downloads.every,
    downloads.page,
    shared.page,
    shared.figures,
    shared.report,
    shared.meanings,
    newcomers.page,
    activity.page,
    config.page,
    commands.page,
    commands.sheet,
    rota.feed,
    own.page,
    own.credit,
    status.page,
    buttons.page,
)
