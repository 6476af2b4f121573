"""`NOTIFY_<NAME>`: as many settings as the operator has channels."""

from typing import Any

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

HOOK_PREFIX = "NOTIFY_"


class HookSettings(PydanticBaseSettingsSource):
    """Collects `NOTIFY_<NAME>` from what the sources of the environment have read."""

    def __init__(self, settings: type[BaseSettings], *sources: PydanticBaseSettingsSource) -> None:
        super().__init__(settings)
        self._sources = sources

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        """Not used: this source fills one field, in `__call__`."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        variables: dict[str, str | None] = {}
        for source in reversed(self._sources):
            variables.update(getattr(source, "env_vars", {}))
        prefix = HOOK_PREFIX.lower()
        hooks = {name.removeprefix(prefix): url for name, url in variables.items() if name.startswith(prefix)}
        return {"notify": hooks} if hooks else {}
