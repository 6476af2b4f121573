"""Style sheets and scripts, each at an address that changes with its bytes: browsers keep what they got."""

import asyncio
import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from aiohttp import hdrs, web

FOLDER = Path(__file__).parent / "static"
TYPES = MappingProxyType({".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"})
"""What is served, by suffix; licences and digests stay where they are."""
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class StaticFile:
    """The bytes of a file, plain and packed."""

    content_type: str
    plain: bytes
    packed: bytes


@cache
def address(name: str) -> str:
    """Return the path of a file in `static`, such as `stewardbot.css`, for a page to refer to."""
    content = (FOLDER / name).read_bytes()
    return f"/static/{hashlib.sha256(content).hexdigest()[:16]}/{name}"


def add(app: web.Application) -> None:
    """Give `app` the files."""
    app.router.add_get("/static/{digest}/{name:.+}", answer)


async def answer(request: web.Request) -> web.Response:
    """Answer a file at its address of now; 404 for any other."""
    name = request.match_info["name"]
    if name not in _names() or request.path != address(name):
        raise web.HTTPNotFound
    file = await asyncio.to_thread(_read, name)
    is_packed = "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, "")
    headers = {hdrs.CACHE_CONTROL: FOR_EVER, hdrs.VARY: hdrs.ACCEPT_ENCODING}
    if is_packed:
        headers[hdrs.CONTENT_ENCODING] = "gzip"
    return web.Response(
        body=file.packed if is_packed else file.plain,
        content_type=file.content_type,
        charset="utf-8",
        headers=headers,
    )


@cache
def _names() -> frozenset[str]:
    return frozenset(
        path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.suffix in TYPES
    )


@cache
def _read(name: str) -> StaticFile:
    content = (FOLDER / name).read_bytes()
    return StaticFile(TYPES[Path(name).suffix], content, gzip.compress(content, 9, mtime=0))
