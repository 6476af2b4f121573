"""`docs/reference/worlds.md`: its example is a world, and no key of one is missing from the page."""

from __future__ import annotations

import json
import re
from pathlib import Path

from fakegithub import World
from fakegithub.world.parts import Part

PAGE = (Path(__file__).parent.parent / "docs/reference/worlds.md").read_text("utf-8")


def test_the_example_is_a_world_and_its_payload_json() -> None:
    world, *_ = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    (payload,) = re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert World.load(world).repositories[0].name == json.loads(payload)["repository"]["full_name"]


def test_every_key_of_a_world_is_on_the_page() -> None:
    keys = {key for part in Part.__subclasses__() for key in part.model_fields}
    assert len(keys) > 50
    assert {key for key in keys if not re.search(rf"\b{key}\b", PAGE)} == set()
