"""How a request of `asks` is made."""

from __future__ import annotations

import json
from base64 import b64encode

from tests.contract.description import Exchange
from tests.contract.interfaces import Interface
from tests.contract.request_case import RequestCase


async def made(interface: Interface, ask: RequestCase) -> Exchange:
    """What comes of it."""
    authorization = await _authorization(interface, ask)
    filled = str(ask.before(interface.github)) if ask.before else ""
    path = ask.path.replace("{}", filled).replace("{client}", interface.github.state.app.client_id)
    body = None if ask.body is None else json.loads(json.dumps(ask.body).replace('"{}"', json.dumps(filled)))
    return await interface.ask(ask.method, path, body, authorization)


async def _authorization(interface: Interface, ask: RequestCase) -> str:
    app = interface.github.state.app
    match ask.by:
        case "app":
            return await interface.tokens.app.auth.authorization()
        case "client":
            return f"Basic {b64encode(f'{app.client_id}:{app.client_secret}'.encode()).decode()}"
        case "installation":
            return f"Bearer {interface.github.installation_token('acme')}"
        case "eve":
            return "Bearer ghp_eve"
    return ""
