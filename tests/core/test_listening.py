"""What a feature listens to: a key that GitHub never sends is refused, and types follow from the others."""

from collections.abc import Iterator
from typing import Any, get_args, get_overloads, get_type_hints

import pytest

from bot.core.config.base import Nothing
from bot.core.events import Event
from bot.core.events.webhooks import KEYS, WEBHOOKS
from bot.core.feature import Feature


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("pull_request.synchronise", "pull_request.synchronize"),
        ("issue.opened", "issues.opened"),
        ("issues.Opened", "issues.opened"),
        ("pull_request_review.submited", "pull_request_review.submitted"),
    ],
)
def test_a_typo_is_refused_with_the_key_that_was_meant(key: Any, meant: str) -> None:
    with pytest.raises(ValueError, match=f"did you mean `{meant}`"):
        Feature("green", summary="Green.", config=Nothing).on(key)


@pytest.mark.parametrize("key", ["installation.created", "member.added", "check_run", ""])
def test_what_concerns_no_repository_or_is_not_read_is_refused(key: Any) -> None:
    with pytest.raises(ValueError, match="no event"):
        Feature("green", summary="Green.", config=Nothing).on(key)


def leaves(annotation: Any) -> Iterator[Any]:
    """The types and literals that an annotation is put together from."""
    if not get_args(annotation):
        yield annotation
    for part in (
        inner for arg in get_args(annotation) for inner in (arg if isinstance(arg, list) else [arg])
    ):
        yield from leaves(part)


@pytest.mark.parametrize("variant", get_overloads(Feature.on))
def test_the_event_that_mypy_sees_is_the_one_that_comes(variant: Any) -> None:
    hints = get_type_hints(variant)
    events = {leaf for leaf in leaves(hints["return"]) if isinstance(leaf, type) and issubclass(leaf, Event)}
    assert events == {KEYS[key] for key in leaves(hints["keys"])}


def test_every_key_can_be_listened_to_with_a_type() -> None:
    typed = {key for variant in get_overloads(Feature.on) for key in leaves(get_type_hints(variant)["keys"])}
    assert typed == set(KEYS)
    assert {key.partition(".")[0] for key in typed} == {
        name for name, webhook in WEBHOOKS.items() if webhook.keys
    }
