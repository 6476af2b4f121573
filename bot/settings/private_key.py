"""The App's private key, in the shapes in which people paste it into an environment."""

import base64
import binascii
import re
import textwrap
from pathlib import Path

from pydantic import SecretStr

_PEM = re.compile(r"-----BEGIN ([A-Z ]*PRIVATE KEY)-----(.*?)-----END \1-----", re.DOTALL)
_MARK = "PRIVATE KEY-----"


def normalize_pem(secret: SecretStr) -> SecretStr:
    """Return the key as well-formed PEM: from raw text, one line with `\\n` or blanks, quotes, or base64.

    ValueError when no key can be seen in it; its message never holds any of the text.
    """
    text = secret.get_secret_value().strip().strip("\"'").replace("\\r", "").replace("\\n", "\n")
    if _MARK not in text:
        try:
            decoded = base64.b64decode("".join(text.split()), validate=True)
            text = decoded.decode("ascii")
        except (binascii.Error, UnicodeDecodeError):
            text = ""
    match = _PEM.search(text)
    if match is None:
        raise ValueError(
            "this is no private key, neither as PEM nor in base64; "
            "paste the whole .pem file that GitHub gave you"
        )
    kind, body = match.groups()
    if ":" in body or "ENCRYPTED" in kind:
        raise ValueError("this private key is locked by a passphrase; use the .pem file as GitHub gave it")
    lines = textwrap.wrap("".join(body.split()), 64)
    return SecretStr("\n".join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----", ""]))


def check_rsa(key: SecretStr) -> None:
    """ValueError unless the key can be read and is an RSA key, as GitHub's are."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415  slow to import
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415  slow to import
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415  slow to import

    try:
        loaded = load_pem_private_key(
            key.get_secret_value().encode(), password=None, unsafe_skip_rsa_key_validation=True
        )
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError(
            "this private key is damaged; paste the whole .pem file that GitHub gave you, "
            "or make a new key on the App's page"
        ) from None
    if not isinstance(loaded, RSAPrivateKey):
        raise ValueError("this private key is not an RSA key; use the .pem file that GitHub gave you")


def read_rsa(path: Path) -> SecretStr:
    """Return the RSA key in a .pem file; ValueError says why it cannot be used."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise ValueError(
            f"{path} cannot be read ({reason}); name the .pem file that GitHub gave you"
        ) from None
    except UnicodeError:
        raise ValueError(f"{path} is no text file; name the .pem file that GitHub gave you") from None
    key = normalize_pem(SecretStr(text))
    check_rsa(key)
    return key
