"""How a request of `asks` is made."""

from __future__ import annotations

from tests.contract.asks import Ask
from tests.contract.description import Exchange
from tests.contract.faces import Face


async def made(face: Face, ask: Ask) -> Exchange:
    """What comes of it."""
    token = await _token(face, ask)
    filled = ask.before(face.github) if ask.before else None
    return await face.ask(ask.method, ask.path.replace("{}", str(filled)), ask.body, token)


async def _token(face: Face, ask: Ask) -> str:
    match ask.by:
        case "app":
            return (await face.tokens.app.auth.authorization()).removeprefix("Bearer ")
        case "installation":
            return face.github.installation_token("acme")
        case "eve":
            return "ghp_eve"
    return ""
