"""What one setting may be: the shapes that the settings are made of, each with its check.

A message says what to write instead; it never repeats the value.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from bot.settings.private_key import normalize_pem
from bot.store.sql.urls import normal

PLAIN_WORDS = {
    "float_parsing": "must be a number",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "time_parsing": "write a time of day in UTC, such as 03:00",
}
"""What is wrong with a value, by the kind of error, where pydantic's own words speak of parsing."""
MINIMUM_SECRET = 16
MINIMUM_SESSION_SECRET = 32
RESERVED_PATHS = (
    *("/healthz", "/readyz", "/metrics", "/static"),
    *("/r", "/api/v1", "/setup", "/me", "/status", "/login", "/callback", "/logout"),
)


def _secret_long_enough(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value()) < MINIMUM_SECRET:
        raise ValueError(
            f"a webhook secret needs at least {MINIMUM_SECRET} characters; "
            "set a longer one here and on the App's page"
        )
    return secret


def _session_secret_long_enough(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value()) < MINIMUM_SESSION_SECRET:
        raise ValueError(
            f"the secret of sessions needs at least {MINIMUM_SESSION_SECRET} characters; set a longer one"
        )
    return secret


def _key_long_enough(key: SecretStr) -> SecretStr:
    # Ids are few enough to be tried one by one: only the key keeps a stranger from knowing who was erased.
    if len(key.get_secret_value()) < MINIMUM_SECRET:
        raise ValueError(f"the key needs at least {MINIMUM_SECRET} characters; set a longer one")
    return key


def _webhook_path(path: str) -> str:
    if not path.startswith("/") or path == "/" or any(sign in path for sign in "{}?# "):
        raise ValueError("a path begins with / and is more than that, such as /api/github/webhooks")
    if any(path == taken or path.startswith(taken + "/") for taken in RESERVED_PATHS):
        raise ValueError("this path is the server's own; choose another, such as /api/github/webhooks")
    return path


def _url(text: str) -> str:
    if not text.startswith(("https://", "http://")) or "@" in text:
        raise ValueError("write a URL that begins with https:// and holds no user name or password")
    return text.rstrip("/")


def _host(text: str) -> str:
    if "/" in text or "@" in text:
        raise ValueError("write only the host name, such as github.example.org")
    return text


def _database_url(secret: SecretStr) -> SecretStr:
    """Every command that has a database has its address from here, so this is where others are refused."""
    return SecretStr(normal(secret.get_secret_value()))


def _hooks(value: object) -> object:
    """`SLACK_SUPPORT` in the environment is `slack-support` in a repository's file."""
    if not isinstance(value, dict) or not value:
        return value
    from bot.notify import channel  # noqa: PLC0415  only where there are hooks

    hooks = {str(name).lower().replace("_", "-"): url for name, url in value.items() if url}
    for name, url in hooks.items():
        channel(name, url.get_secret_value() if isinstance(url, SecretStr) else str(url))
    return hooks


Seconds = Annotated[float, Field(gt=0, le=86_400)]
Port = Annotated[int, Field(ge=0, le=65_535)]
Url = Annotated[str, AfterValidator(_url)]
Host = Annotated[str, AfterValidator(_host)]
WebhookPath = Annotated[str, AfterValidator(_webhook_path)]
ForgetKey = Annotated[SecretStr, AfterValidator(_key_long_enough)]
SessionSecret = Annotated[SecretStr, AfterValidator(_session_secret_long_enough)]
WebhookSecret = Annotated[SecretStr, AfterValidator(_secret_long_enough)]
PrivateKey = Annotated[SecretStr, AfterValidator(normalize_pem)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database_url)]
Hooks = Annotated[dict[str, SecretStr], BeforeValidator(_hooks)]
LogLevel = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR"],
    BeforeValidator(lambda level: level.upper() if isinstance(level, str) else level),
]
