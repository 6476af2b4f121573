"""The log: one line an event on stderr, with the delivery it belongs to, and without secrets.

structlog and the standard library's `logging` (aiohttp, SQLAlchemy, `bot.web`) meet in one handler, so that
the last processors see everything. A delivery is bound as `delivery` by `structlog.contextvars`.
"""

import logging
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Literal, TextIO

# structlog loads rich where it finds it, for traces that are drawn and that we do not want: a twelfth of a
# start and five megabytes.
_rich = sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # so that it cannot be imported
import structlog  # noqa: E402  without rich
from structlog.typing import EventDict, Processor  # noqa: E402  without rich

from bot.logs.redaction import LONGEST_TRACE, SECRET_NAME, STRUCK, printable, shortened, striker  # noqa: E402  stands below structlog

if _rich is None:
    del sys.modules["rich"]

DEEPEST = 6
TRACES = ("exception", "stack")
QUIET = ("aiohttp.access", "asyncio", "sqlalchemy.engine", "alembic.runtime.plugins")


def configure(
    level: str = "INFO",
    format: Literal["console", "json"] = "console",
    *,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
    colors: bool = False,
) -> None:
    """Set up the log for the whole process; called again, it replaces what was there.

    `secrets` are struck out wherever they appear. `stream` is stderr unless given.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    clean: Processor = partial(_clean, striker(secrets))
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            clean,
            _renderer(format, colors),
        ],
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _renderer(format: Literal["console", "json"], colors: bool) -> Processor:
    if format == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False, default=repr)
    return structlog.dev.ConsoleRenderer(
        colors=colors, exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
    )


def _clean(strike: Callable[[str], str], logger: Any, method: str, event: EventDict) -> EventDict:
    """Return what is rendered of a line: nothing secret, nothing that breaks out of its line."""
    cleaned: EventDict = {}
    for key, value in event.items():
        if key in TRACES and isinstance(value, str):
            cleaned[key] = _trace(strike(value))
        else:
            cleaned[printable(str(key))] = STRUCK if SECRET_NAME.search(str(key)) else _value(strike, value)
    return cleaned


def _trace(text: str) -> str:
    """A traceback keeps its lines; each is marked, so that a message inside cannot pose as a log line."""
    lines = shortened(text, LONGEST_TRACE).split("\n")
    return "\n".join(f"  | {printable(line)}" for line in lines)


def _value(strike: Callable[[str], str], value: Any, depth: int = 0) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return printable(shortened(strike(value)))
    if depth < DEEPEST and isinstance(value, dict):
        return {
            printable(strike(str(key))): STRUCK
            if SECRET_NAME.search(str(key))
            else _value(strike, part, depth + 1)
            for key, part in value.items()
        }
    if depth < DEEPEST and isinstance(value, list | tuple | set | frozenset):
        return [_value(strike, part, depth + 1) for part in value]
    return printable(shortened(strike(_text(value))))


def _text(value: Any) -> str:
    return str(value) if isinstance(value, BaseException) else repr(value)
