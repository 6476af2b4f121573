"""The `stewardbot` command. Its parts are imported only when they are asked for, so that each starts fast."""

import importlib
import sys
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from bot.errors import OperatorError

COMMANDS: dict[str, str] = {
    "demo": "Play a community's season against a simulated GitHub: no network, no credentials.",
    "init": "Open a pull request with a first file for a repository, and what it would have done.",
    "migrate": "Write a first file from the settings of other bots: stale, labeler, Probot, Prow …",
    "serve": "Run the server: receive GitHub's webhooks and act on them.",
    "app-manifest": "Print the manifest of the GitHub App, for making it by hand.",
    "plan": "Show what would be done about an event, and why; touches nothing.",
    "replay": "Decide stored deliveries again, dry, also against a changed file.",
    "explain": "Show every delivery, decision and effect on one issue or pull request.",
    "config": "Check or show a repository's configuration file, or print its JSON schema.",
    "redeliver": "Ask GitHub again for webhooks that never came in.",
    "train": "Learn a repository's labels from a file of issues, and say how good the guesses are.",
    "similar": "Judge the search for similar issues by pairs that are known to be duplicates.",
    "report": "Report on a repository in numbers that others can count again.",
    "rota": "Show who is on support duty, when; as a table or as a calendar.",
    "link": "Make an address of one community's figures for somebody without an account, or end it.",
    "reconcile": "Catch up with GitHub after an outage, without greeting or reminding late.",
    "backfill": "Read what happened before Stewardbot came, so that pages and reports are not empty.",
    "doctor": "Check settings, App, clock, database and webhook, and say how to put right what is wrong.",
    "forget": "Erase a person from the database, and still never greet them again.",
    "db": "Look after the database: upgrade, check, back up, restore, copy to PostgreSQL, export.",
}
"""Name to one line of help; the command itself is `app` in the module of its name."""
ROOMS = {
    "inspect": ("plan", "replay", "explain", "config", "report", "rota", "train", "similar"),
    "maintain": ("app-manifest", "migrate", "link", "redeliver", "reconcile", "backfill", "forget", "db"),
}
"""Commands that only look, and those that keep an installation going; the others are beside this module."""


class LazyCommands(TyperGroup):
    """Lists commands by stand-ins, and imports the real one when it is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands.update({name: TyperCommand(name, help=line) for name, line in COMMANDS.items()})

    def list_commands(self, ctx: Any) -> list[str]:
        """Return all names, in the order of use."""
        return list(self.commands)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the real command, about to run; the group itself complains about unknown names."""
        name, stand_in, rest = super().resolve_command(ctx, args)
        return name, load(name) if stand_in is not None and name is not None else None, rest


def load(name: str) -> Any:
    """Return the command of this name; OperatorError when this installation lacks it."""
    room = next((f"{room}." for room, names in ROOMS.items() if name in names), "")
    path = f"bot.cli.{room}{name.replace('-', '_')}"
    try:
        module = importlib.import_module(path)
    except ModuleNotFoundError as missing:
        if missing.name != path:
            raise
        raise OperatorError(
            f"This installation has no `stewardbot {name}`; install Stewardbot again."
        ) from None
    command = typer.main.get_command(module.app)
    command.name = name
    # Typer gives every app its own completion options; a subcommand's would only clutter its help.
    command.params = [
        parameter for parameter in command.params if not str(parameter.name).endswith("_completion")
    ]
    for part in (command, *getattr(command, "commands", {}).values()):
        part.rich_markup_mode = "markdown"  # whose paragraphs fit any terminal
    if isinstance(command, TyperGroup):
        command.help = command.help or COMMANDS.get(name)
        examples = (child.epilog for child in command.commands.values() if child.epilog)
        command.epilog = command.epilog or next(examples, None)
    return command


app = typer.Typer(
    name="stewardbot",
    cls=LazyCommands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: stewardbot demo",
)


def _version(requested: bool) -> None:
    if requested:
        from importlib.metadata import version

        typer.echo(f"stewardbot {version('stewardbot')}")
        raise typer.Exit


@app.callback()
def stewardbot(
    version: bool = typer.Option(
        False, "--version", help="Print the version and exit.", callback=_version, is_eager=True
    ),
) -> None:
    """Stewardbot helps a community on GitHub grow from a passionate few to a productive many."""
    from bot import logs

    # Before any command: a log that nobody has set up would go to stdout, among the data.
    logs.configure("ERROR")


def main() -> None:
    """The program: exits 0 when all is done, 1 on a stated failure, 2 on wrong usage."""
    try:
        app(prog_name="stewardbot")
    except OperatorError as mistake:
        typer.echo(str(mistake), err=True)
        sys.exit(1)
