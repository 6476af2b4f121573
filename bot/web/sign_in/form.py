"""The fields of a form that a browser sends."""

from aiohttp import web

_FORM = "application/x-www-form-urlencoded"
"""As browsers send all forms of ours; no other reading is tried on what strangers send."""


async def sent_form(request: web.Request) -> dict[str, str]:
    """Return the fields of a form of ours; `HTTPForbidden` for what no form of ours sends."""
    if request.content_type != _FORM:
        raise web.HTTPForbidden
    try:
        fields = await request.post()
    except (ValueError, LookupError, web.RequestPayloadError):
        raise web.HTTPForbidden from None
    return {name: value for name, value in fields.items() if isinstance(value, str)}
