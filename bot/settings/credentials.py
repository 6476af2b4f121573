"""Settings that belong together: what it takes to be the App, and to let people sign in."""

from pydantic import BaseModel, ConfigDict, SecretStr


class AppCredentials(BaseModel):
    """What it takes to be the GitHub App; complete and readable."""

    model_config = ConfigDict(frozen=True)

    app_id: int
    private_key: SecretStr
    """The RSA key as PEM text."""
    webhook_secret: SecretStr
    webhook_secret_old: SecretStr | None = None
    """The secret before it, which GitHub may still sign with."""


class SignInCredentials(BaseModel):
    """What it takes to let people sign in with GitHub."""

    model_config = ConfigDict(frozen=True)

    client_id: str
    client_secret: SecretStr
    session_secret: SecretStr
    session_secret_old: SecretStr | None = None
    """The secret before it, under which sessions may still be signed."""


def change_problem(name: str, secret: SecretStr | None, old: SecretStr | None) -> str:
    """Return what is wrong with a secret and the one before it, but for where to fix it; empty: nothing."""
    if old is None or (secret is not None and secret != old):
        return ""
    if secret is None:
        return f"{name}_OLD is set and {name} is not; set {name} to the secret that takes its place"
    return f"{name} and {name}_OLD are the same; set {name} to the new secret, or take {name}_OLD away,"
