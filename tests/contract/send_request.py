"""How a request of `asks` is made."""

from __future__ import annotations

import json
from base64 import b64encode

from tests.contract.description import Exchange
from tests.contract.interfaces import Face
from tests.contract.request_case import Ask


async def made(face: Face, ask: Ask) -> Exchange:
    """What comes of it."""
    authorization = await _authorization(face, ask)
    filled = str(ask.before(face.github)) if ask.before else ""
    path = ask.path.replace("{}", filled).replace("{client}", face.github.state.app.client_id)
    body = None if ask.body is None else json.loads(json.dumps(ask.body).replace('"{}"', json.dumps(filled)))
    return await face.ask(ask.method, path, body, authorization)


async def _authorization(face: Face, ask: Ask) -> str:
    app = face.github.state.app
    match ask.by:
        case "app":
            return await face.tokens.app.auth.authorization()
        case "client":
            return f"Basic {b64encode(f'{app.client_id}:{app.client_secret}'.encode()).decode()}"
        case "installation":
            return f"Bearer {face.github.installation_token('acme')}"
        case "eve":
            return "Bearer ghp_eve"
    return ""
