"""A channel that is a mailbox: `smtps://USER:PASSWORD@HOST?to=stewards@example.org&from=bot@example.org`.

`smtps` speaks TLS from the first byte (port 465), `smtp` begins it with STARTTLS where the server offers it
(port 587). A password is never sent without TLS.
"""

import asyncio
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from hashlib import sha256
from smtplib import SMTP, SMTP_SSL, SMTPException
from urllib.parse import parse_qsl, unquote, urlsplit

from bot.notify.hooks import LONGEST, HookMistake, setting

SCHEMES = ("smtp", "smtps")
TIMEOUT = 10.0
"""Seconds a server may take, in all and for each step."""
SUBJECT = 78
"""Characters of a subject; the text follows in whole."""


@dataclass(frozen=True)
class Mailbox:
    """A mailbox that the operator has named. Its URL is a secret: it is never shown or logged."""

    name: str
    url: str

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            usable = parts.scheme in SCHEMES and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            usable = False
        query = dict(parse_qsl(parts.query)) if usable else {}
        if not usable or not all("@" in parseaddr(query.get(item, ""))[1] for item in ("to", "from")):
            raise HookMistake(
                f"{setting(self.name)} lacks something: write "
                "smtps://USER:PASSWORD@HOST?to=stewards@example.org&from=bot@example.org"
            )

    def __repr__(self) -> str:
        return f"Mailbox({self.name!r})"

    def mail(self, text: str, key: str) -> EmailMessage:
        """Return the mail that says `text`. `key` is the same whenever the same thing is said again."""
        query = dict(parse_qsl(urlsplit(self.url).query))
        mail = EmailMessage()
        mail["From"], mail["To"] = query["from"], query["to"]
        mail["Subject"] = " ".join(text.split())[:SUBJECT]
        name = sha256(key.encode()).hexdigest()[:32]
        mail["Message-ID"] = f"<{name}@{parseaddr(query['from'])[1].rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text[:LONGEST])
        return mail

    async def deliver(self, text: str, key: str) -> None:
        """Send it, in a thread. Raise `TimeoutError` or `OSError`, whose words hold no secret."""
        try:
            async with asyncio.timeout(TIMEOUT):
                await asyncio.to_thread(self._send, self.mail(text, key))
        except TimeoutError:
            raise TimeoutError from None
        except (OSError, SMTPException, ValueError) as failure:
            raise OSError(type(failure).__name__) from None

    def _send(self, mail: EmailMessage) -> None:
        parts, context = urlsplit(self.url), ssl.create_default_context()
        host = parts.hostname or ""
        server: SMTP
        if parts.scheme == "smtps":
            server = SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
        else:
            server = SMTP(host, parts.port or 587, timeout=TIMEOUT)
        with server:
            server.ehlo()
            if parts.scheme == "smtp" and (parts.username or server.has_extn("starttls")):
                server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(mail)
