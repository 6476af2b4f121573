"""`stewardbot app-manifest`: the GitHub App's manifest, for those who make the App by hand."""

import json
from typing import Annotated

import typer

from bot import settings
from bot.web.setup.manifest import DEFAULT_NAME, AppAddresses, app_manifest

app = typer.Typer()


@app.command(epilog="Example: stewardbot app-manifest --url https://bot.example.org > manifest.json")
def manifest(
    url: Annotated[
        str, typer.Option(metavar="URL", help="Where the server is reached (else PUBLIC_URL).")
    ] = "",
    name: Annotated[str, typer.Option(help="The App's name.")] = DEFAULT_NAME,
) -> None:
    """Print the manifest of the GitHub App: addresses, and rights and events as the features declare them.

    `stewardbot serve` without an App sends it to GitHub by itself; this is for making the App by hand.
    """
    from handlers import FEATURES

    chosen = settings.load()
    public = (url or chosen.public_url or "").rstrip("/")
    if not public.startswith(("https://", "http://")):
        raise typer.BadParameter(
            "give the server's address, like https://bot.example.org", param_hint="--url"
        )
    proxy = chosen.webhook_proxy_url
    webhook = proxy.get_secret_value() if proxy else f"{public}{chosen.webhook_path}"
    made = app_manifest(FEATURES, AppAddresses(public, webhook), name)
    typer.echo(json.dumps(made, indent=2))
