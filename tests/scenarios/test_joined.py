"""What several features say at once is one comment: short for each of its readers, who are named once."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import pytest

from bot.core import effects as fx
from bot.core.feature import Feature
from handlers import FEATURES
from tests.harness.in_process.story import REPO, Planned, commented, opened, planned, world
from tests.harness.words.length import MOST, visible, words_by_reader

SECTIONS: Mapping[str, Any] = {
    "calls": {},
    "welcome": {"newcomers": {"welcome": {}, "suggestions": {}, "policy": "CONTRIBUTING.md#ai"}},
    "triage": {
        "triage": {
            "labels": {"bug": "bug", "support": "support"},
            "needs_info": {
                "bug": {"require": ["version", "steps to reproduce"], "example": "docs/mre.md"},
                "support": {"require": ["hub", "version"], "example": "docs/mre.md"},
            },
        }
    },
    "steward": {
        "triage": {"labels": {"support": "support"}},
        "steward": {
            "people": ["bob", "carol"],
            "change": "every wednesday 10:00",
            "starts": "2026-01-07",
            "answer_within": "2 working days",
        },
    },
    "claims": {"newcomers": {"claims": {}}},
    "mentors": {"newcomers": {"mentors": {"carol": {}}}},
    "suggestions": {"newcomers": {"suggestions": {}}},
    "journey": {"newcomers": {"milestones": [1], "suggestions": {}}},
    "cohorts": {
        "newcomers": {
            "cohorts": {
                "visit": {"host": "alice", "members": ["eve"], "from": "2026-02-01", "until": "2026-06-01"}
            }
        }
    },
    "labels": {"labels": {}},
    "assignment": {"assignment": {}},
    "lifecycle": {"lifecycle": {}},
    "reviews": {"reviews": {"remind_after": "3 working days"}},
    "digest": {"digest": {"issue": 40}},
    "config_check": {},
    "help": {},
    "contributions": {"contributions": {"require": "issue"}},
}
"""What turns each feature on, so that it speaks."""
ISSUES: Sequence[dict[str, Any]] = [
    {
        "number": 41,
        "title": "Name the missing store in the error of the reader and of the writer",
        "body": "See io/zarr.py: the error has no name. A test is wanted, too.",
        "author": "dora",
        "labels": ["good first issue", "help wanted"],
    },
    {"number": 40, "title": "Waiting on us", "author": "dora"},
]
LONG = "Clear error for a missing zarr store, also where it is in a bucket that nobody may list"


class Moment(NamedTuple):
    """Something that several features hear of."""

    key: str
    event: str
    payload: dict[str, Any]
    before: tuple[tuple[str, dict[str, Any], str], ...] = ()


def pull(action: str, **more: Any) -> dict[str, Any]:
    """A payload about the pull request of a newcomer."""
    payload = opened(LONG, "A change of `io/zarr.py`", number=7)
    given = {"draft": False, "merged": False, "head": {"sha": "a" * 40}, "base": {"ref": "main"}}
    issue = payload.pop("issue")
    return payload | {"action": action, "pull_request": issue | given | more, "number": 7}


QUESTION, BUG = "How do I open a store on S3?", "[BUG] It crashes when I open a store"
MERGED = {"merged": True, "state": "closed", "closed_at": "2026-03-03T09:00:00Z"}
WELCOMED = ("pull_request", pull("opened"), "2026-03-02T09:00:00Z")
MOMENTS = {
    "a question": Moment("issues.opened", "issues", opened(QUESTION, "It fails.")),
    "a bug": Moment("issues.opened", "issues", opened(BUG, "It fails.")),
    "a pull request": Moment("pull_request.opened", "pull_request", pull("opened")),
    "a draft": Moment("pull_request.opened", "pull_request", pull("opened", draft=True)),
    "a merge": Moment("pull_request.closed", "pull_request", pull("closed", **MERGED), (WELCOMED,)),
    "an offer": Moment(
        "issue_comment.created",
        "issue_comment",
        commented("Can I work on this?", by="eve", author="dora", number=41),
    ),
}


def file_of(features: Sequence[Feature[Any]]) -> str:
    """The repository's file with these features on."""
    merged: dict[str, Any] = {"mode": "act"}
    for feature in features:
        for section, keys in SECTIONS[feature.name].items():
            merged[section] = merged.get(section, {}) | keys
    return json.dumps(merged)


async def found(moment: Moment, *features: Feature[Any]) -> Planned:
    """What would be done with these features on."""
    repository = world(issues=ISSUES, files={"docs/mre.md": "", "CONTRIBUTING.md": "", "io/zarr.py": ""})
    now = "2026-03-03T09:00:00Z"
    config = file_of(features)
    return await planned(
        moment.event, moment.payload, world=repository, config=config, history=list(moment.before), now=now
    )


def faults(plan: Planned) -> Iterator[str]:
    """What is wrong with the comments of a plan."""
    for effect in plan.answer.effects:
        if not isinstance(effect, fx.PostComment):
            continue
        reader, words = max(words_by_reader(effect.body).items(), key=lambda item: item[1])
        if words > MOST:
            yield f"{words} words for {reader}: {effect.body}"
        called = Counter(re.findall(r"(?<![\w/`])@([\w-]+)", visible(effect.body)))
        yield from (
            f"{name} is named {count} times: {effect.body}" for name, count in called.items() if count > 1
        )
        speaking = [section.feature for section in effect.sections]
        if "welcome" in speaking[1:]:
            yield f"a welcome after {speaking[0]}"


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in MOMENTS if name != "an offer"])
async def test_every_pair_of_features_speaks_in_one_short_comment(name: str) -> None:
    moment = MOMENTS[name]
    hearing = [feature for feature in FEATURES if moment.key in feature.handlers]
    speaking = [feature for feature in hearing if (await found(moment, feature)).comment]
    assert len(speaking) > 1, "the moment is no trial"
    for pair in combinations(speaking, 2):
        wrong = list(faults(await found(moment, *pair)))
        assert not wrong, f"{[feature.name for feature in pair]}: {wrong}"


@pytest.mark.parametrize("name", MOMENTS)
async def test_all_features_at_once_speak_in_one_short_comment(name: str) -> None:
    """A notice, or a call of people, beside what lasts is the one other comment."""
    plan = await found(MOMENTS[name], *FEATURES)
    comments = [effect for effect in plan.answer.effects if isinstance(effect, fx.PostComment)]
    lasting, passing = [bool(post.sticky) for post in comments], [post.is_notice for post in comments]
    assert (lasting, passing) in [
        ([True], [False]),
        ([False], [False]),
        ([False], [True]),
        ([True, False], [False, True]),
        ([True, False], [False, False]),
    ]
    assert not list(faults(plan))


async def test_whoever_is_welcomed_alone_hears_what_happens_next() -> None:
    welcome = next(feature for feature in FEATURES if feature.name == "welcome")
    steward = next(feature for feature in FEATURES if feature.name == "steward")
    alone = await found(MOMENTS["a question"], welcome)
    together = await found(MOMENTS["a question"], welcome, steward)
    assert [section.message for section in alone.only("comment").sections] == ["issue"]
    assert [section.message for section in together.only("comment").sections] == ["issue_short", "routed"]
    assert together.comment.count("@eve") == 1
    assert REPO in alone.comment, "the policy is a whole link"
