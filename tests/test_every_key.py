"""Every key that is promised to work is accepted by the features there are, acted on yet or not."""

from pathlib import Path

from bot.core.config.loader import load
from bot.core.config.shared import SHARED

TEXT = Path(__file__).with_name("every_key.yml").read_text(encoding="utf-8")


def test_every_key_is_accepted() -> None:
    from handlers import FEATURES

    config = load(TEXT, FEATURES)
    assert {feature.section for feature in FEATURES if not feature.always_on} <= set(config.sections)
    assert set(SHARED) <= set(config.sections)


def test_a_feature_reads_every_section() -> None:
    from handlers import FEATURES

    declared = {path for feature in FEATURES for path in (feature.section, *feature.also)}
    assert set(SHARED) <= declared
