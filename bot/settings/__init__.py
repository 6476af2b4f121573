"""Operator settings, from the environment or `.env`: nothing else in the program reads the environment.

`Settings` is a plain value (tests and the demo build it by hand); `load` fills it from outside and turns
every problem into one sentence that says what, where and how to fix it, and never a value: most of them
are secrets.
"""

from collections.abc import Iterator, Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args
from urllib.parse import unquote, urlsplit

from pydantic import ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as _Undecodable

from bot.core.states import OperatorMode
from bot.errors import OperatorError
from bot.settings.credentials import AppCredentials, SignInCredentials, change_problem
from bot.settings.hooks import HookSettings
from bot.settings.host import HERE, usual_host
from bot.settings.limits import LimitSettings
from bot.settings.private_key import check_rsa, read_rsa
from bot.settings.types import (
    MINIMUM_SECRET,
    PLAIN_WORDS,
    DatabaseUrl,
    ForgetKey,
    Hooks,
    Host,
    LogLevel,
    Port,
    PrivateKey,
    SessionSecret,
    Url,
    WebhookPath,
    WebhookSecret,
)

WHERE = "in the environment or in .env"
IDLE = frozenset(["sentry_dsn"])
"""Settings whose names are settled and which nothing reads yet: whoever sets one is to know."""


class SettingsError(OperatorError):
    """The settings do not allow a start; `problems` holds one sentence for each reason."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(LimitSettings):
    """All settings, checked. Times are in seconds."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    app_id: Annotated[int, Field(gt=0)] | None = None
    private_key: PrivateKey | None = None
    private_key_path: Path | None = None
    webhook_secret: WebhookSecret | None = None
    webhook_secret_old: WebhookSecret | None = None
    webhook_path: WebhookPath = "/api/github/webhooks"
    webhook_proxy_url: SecretStr | None = None
    github_client_id: str | None = None
    github_client_secret: SecretStr | None = None
    session_secret: SessionSecret | None = None
    session_secret_old: SessionSecret | None = None
    github_api_url: Url = "https://api.github.com"
    github_graphql_url: Url = "https://api.github.com/graphql"
    ghe_host: Host | None = None
    github_writes: Literal["auto", "graphql", "rest"] = "auto"
    """`auto`: the effects of a subject go out in one GraphQL document where that takes fewer requests;
    `graphql`: wherever it can be."""
    public_url: Url | None = None
    database_url: DatabaseUrl = SecretStr("sqlite+aiosqlite:///stewardbot.db")
    host: str = HERE
    port: Port = 3000
    log_level: LogLevel = "INFO"
    log_format: Literal["console", "json"] = "console"
    no_color: str = ""
    mode: Literal[OperatorMode.ACT, OperatorMode.OBSERVE] = OperatorMode.ACT
    dashboard: Literal["private", "public"] = "private"
    metrics_token: SecretStr | None = None
    notify: Hooks = Field(default={})
    forget_key: ForgetKey | None = None
    sentry_dsn: SecretStr | None = None
    backup_folder: Path | None = None
    """Where the server's own backups of a SQLite database go; unset: `backups` beside it."""
    maintenance_at: time | None = None
    """When the long work of a day is due (UTC); unset: at 03:00, and what was missed after a start."""

    retention_payloads: Annotated[int, Field(ge=3, le=36_500)] = 14
    """Days for which bodies of webhooks are kept; GitHub may send one again for three."""
    retention_effects: Annotated[int, Field(ge=7, le=36_500)] = 90
    """Days for which deliveries and what they led to are kept."""
    retention_deeds: Annotated[int, Field(ge=30, le=36_500)] | None = None
    """Days for which it is kept who did what; unset: as long as the App is installed."""

    def model_post_init(self, context: Any, /) -> None:
        """GitHub's addresses follow from the host of an Enterprise server, unless given."""
        given = self.model_fields_set
        api = self.github_api_url
        if self.ghe_host and "github_api_url" not in given:
            api = f"https://{self.ghe_host}/api/v3"
        graphql = self.github_graphql_url
        if "github_graphql_url" not in given:
            graphql = (api.removesuffix("/v3") if api.endswith("/api/v3") else api) + "/graphql"
        object.__setattr__(self, "github_api_url", api)
        object.__setattr__(self, "github_graphql_url", graphql)
        self._check_together()

    @property
    def github_web_url(self) -> str:
        """Where the pages of this GitHub begin, which its API's address tells."""
        place = urlsplit(self.github_api_url)
        return f"{place.scheme}://{place.netloc.removeprefix('api.')}"

    def _check_together(self) -> None:
        if order := self.disorder():
            raise SettingsError(f"The time-outs must grow, {order}; fix them {WHERE}.")
        self._check_secrets()
        if self.retention_payloads > self.retention_effects:
            raise SettingsError(
                "RETENTION_PAYLOADS is longer than RETENTION_EFFECTS, with which payloads go at last; "
                f"fix them {WHERE}."
            )
        if self.private_key and self.private_key_path:
            raise SettingsError(f"PRIVATE_KEY and PRIVATE_KEY_PATH are both set; keep one of them {WHERE}.")

    def _check_secrets(self) -> None:
        for name, secret, old in (
            ("WEBHOOK_SECRET", self.webhook_secret, self.webhook_secret_old),
            ("SESSION_SECRET", self.session_secret, self.session_secret_old),
        ):
            if problem := change_problem(name, secret, old):
                raise SettingsError(f"{problem} {WHERE}.")

    @property
    def retention(self) -> tuple[timedelta, timedelta, timedelta | None]:
        """How long payloads, effects and deeds are kept."""
        deeds = None if self.retention_deeds is None else timedelta(days=self.retention_deeds)
        return timedelta(days=self.retention_payloads), timedelta(days=self.retention_effects), deeds

    def require_app(self) -> AppCredentials:
        """Return what it takes to be the App. Raise `SettingsError`, which names all that is missing."""
        problems: list[str] = []
        key: SecretStr | None = None
        if self.app_id is None:
            make = "; or let `stewardbot serve` make an App with you" if self.has_no_app else ""
            problems.append(f"APP_ID is not set; copy the App ID from your GitHub App's page, {WHERE}{make}.")
        try:
            key = self._read_key()
        except ValueError as problem:
            problems.append(str(problem))
        if self.webhook_secret is None:
            problems.append(
                f"WEBHOOK_SECRET is not set; choose one of at least {MINIMUM_SECRET} characters, "
                f"set it on your GitHub App's page and {WHERE}."
            )
        if self.app_id is None or key is None or self.webhook_secret is None:
            raise SettingsError(*problems)
        return AppCredentials(
            app_id=self.app_id,
            private_key=key,
            webhook_secret=self.webhook_secret,
            webhook_secret_old=self.webhook_secret_old,
        )

    @property
    def has_no_app(self) -> bool:
        """Whether nothing of an App is set: the server can only be set up."""
        parts = (self.app_id, self.private_key, self.private_key_path, self.webhook_secret)
        return all(part is None for part in parts)

    @property
    def sign_in(self) -> SignInCredentials | None:
        """What it takes to let people sign in; None unless it is all set."""
        if not self.github_client_id or self.github_client_secret is None or self.session_secret is None:
            return None
        return SignInCredentials(
            client_id=self.github_client_id,
            client_secret=self.github_client_secret,
            session_secret=self.session_secret,
            session_secret_old=self.session_secret_old,
        )

    @property
    def missing_for_sign_in(self) -> list[str]:
        """Return the names of the settings that signing in lacks; empty also where none of them is set."""
        needed = ("github_client_id", "github_client_secret", "session_secret")
        missing = [name.upper() for name in needed if not getattr(self, name)]
        return missing if len(missing) < len(needed) else []

    def _read_key(self) -> SecretStr:
        if self.private_key_path is not None:
            try:
                return read_rsa(self.private_key_path)
            except ValueError as problem:
                raise ValueError(f"PRIVATE_KEY_PATH: {problem}.") from None
        if self.private_key is None:
            raise ValueError(
                "PRIVATE_KEY is not set; put the key that GitHub gave you there, or its file's name "
                f"into PRIVATE_KEY_PATH, {WHERE}."
            )
        try:
            check_rsa(self.private_key)
        except ValueError as problem:
            raise ValueError(f"PRIVATE_KEY: {problem}.") from None
        return self.private_key

    @property
    def idle(self) -> list[str]:
        """Return the names of settings that are set and that nothing reads yet."""
        return sorted(name.upper() for name in IDLE & self.model_fields_set)

    def secret_values(self) -> tuple[str, ...]:
        """Return every secret in clear, for the one purpose of striking it out of the logs."""
        return tuple(self._secrets())

    def _secrets(self) -> Iterator[str]:
        for name in type(self).model_fields:
            value = getattr(self, name)
            for part in value.values() if isinstance(value, dict) else (value,):
                if (
                    isinstance(part, SecretStr) and name != "database_url"
                ):  # mostly a path, which is no secret
                    yield part.get_secret_value()
        if password := urlsplit(self.database_url.get_secret_value()).password:
            yield from {password, unquote(password)}


class _Environment(BaseSettings, Settings):
    """Settings as the environment and `.env` give them; the environment wins."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        env_file_encoding="utf-8",
        hide_input_in_errors=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the usual two sources, and the hooks gathered from both."""
        return env_settings, dotenv_settings, HookSettings(settings_cls, env_settings, dotenv_settings)

    @classmethod
    def read(cls, env_file: Path | None) -> Self:
        """Read both sources now."""
        settings = cls(_env_file=env_file)
        if "host" in settings.model_fields_set:
            return settings
        return settings.model_copy(update={"host": usual_host()})


def load(env_file: Path | None = Path(".env")) -> Settings:
    """Return settings from the environment and `env_file`; SettingsError says all that is wrong with
    them."""
    try:
        return _Environment.read(env_file)
    except ValidationError as error:
        raise SettingsError(*(_sentence(problem) for problem in error.errors())) from None
    except _Undecodable:
        raise SettingsError(
            f"NOTIFY alone is no setting; write NOTIFY_<NAME> with the hook's URL {WHERE}."
        ) from None
    except (OSError, UnicodeError):
        raise SettingsError(f"{env_file} cannot be read; it must be a text file in UTF-8.") from None


def with_values(chosen: Settings, values: Mapping[str, str]) -> Settings:
    """Return the same settings with `values` by their names. SettingsError as `load`."""
    given = {name: getattr(chosen, name) for name in chosen.model_fields_set}
    try:
        return Settings(**given | {name.lower(): value for name, value in values.items()})
    except ValidationError as error:
        raise SettingsError(*(_sentence(problem) for problem in error.errors())) from None


def _sentence(error: ErrorDetails) -> str:
    name = "_".join(str(part) for part in error["loc"][:2] if part not in ("int", "function-after")).upper()
    if error["type"] == "literal_error":
        field = Settings.model_fields[str(error["loc"][0])]
        what = f"must be one of {', '.join(map(str, get_args(field.annotation)))}"
    elif words := PLAIN_WORDS.get(error["type"]):
        what = words
    else:
        what = error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{name}: {what}; fix it {WHERE}."
