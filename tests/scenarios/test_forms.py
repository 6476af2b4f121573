"""Forms and templates: what a form says itself is no answer, and what cannot be judged is not missing."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import LABELS, opened, world
from tests.scenarios.conftest import Plan, Tell

IRIS = """\
## 🐛 Bug Report
<!-- Provide a clear description of what the bug is -->

## How To Reproduce
Steps to reproduce the behaviour:

1. {steps}
2. {more}

## Expected behaviour
{expected}

## Environment
 - OS & Version: [e.g., Ubuntu 20.04 LTS]
 - Iris Version: {version}

## Additional context
<details>
<summary>Click to expand <b>this section...</b></summary>

```
Please add additional verbose information in this section e.g., code, output, tracebacks, screenshots etc
```
</details>
"""
EMPTY = IRIS.format(steps="", more="", expected="", version="[e.g., `python -c 'import iris'`]")
FILLED = IRIS.format(steps="load it", more="save it", expected="The same comes back.", version="3.12.1")
DEFAULT = """\
**Describe the bug**
A clear and concise description of what the bug is.

**To Reproduce**
Steps to reproduce the behavior:
1. Go to '...'
2. Click on '....'
3. Scroll down to '....'
4. See error

**Expected behavior**
A clear and concise description of what you expected to happen.

**Desktop (please complete the following information):**
 - OS: [e.g. iOS]
 - Browser [e.g. chrome, safari]
 - Version [e.g. 22]
"""
NUMPY = """\
### Describe the issue:

The sum is negative.

### Reproduce the code example:

```python
np.ones(3).sum()
```

### Error message:

```shell
{error}
```

### Python and NumPy Versions:

2.3.1
"""
RULES = """
triage:
  labels: {bug: bug}
  rules: [{label: area/cloud, text: 's3|gcs', paths: ['io/**']}]
"""
WANTED = ("version", "steps to reproduce", "expected behavior", "error message", "log", "operating system")


def needs(*require: str) -> str:
    return f"triage: {{labels: {{bug: bug}}, needs_info: {{bug: {{require: [{', '.join(require)}]}}}}}}"


@pytest.mark.parametrize(
    ("body", "labels"),
    [
        ("<!-- If you read from s3 or gcs, name the region. -->\nA local file.", {"bug"}),
        ("### Do you read from S3 or GCS?\n\nNo\n\n### Version\n\n2.4.1", {"bug"}),
        ("**Do you read from S3?**\nNo", {"bug"}),
        ("### Where from\n\n- [ ] S3\n- [X] a local file", {"bug"}),
        ("### Which file?\n\n<!-- such as io/zarr.py -->\n\n_No response_", {"bug"}),
        ("### Where from\n\n- [X] S3\n- [ ] a local file", {"bug", "area/cloud"}),
        ("## Reading from S3\n\nIt is slow.", {"bug", "area/cloud"}),
        ("### Do you read from the cloud?\n\nYes, from GCS", {"bug", "area/cloud"}),
        ("```html\n<!-- s3 -->\n```", {"bug", "area/cloud"}),
    ],
)
async def test_rules_read_what_the_reporter_says_and_not_what_the_form_asks(
    plan: Plan, body: str, labels: set[str]
) -> None:
    found = await plan("issues", opened("BUG: the axis is lost", body), world=world(), config=RULES)
    assert found.labels == labels


@pytest.mark.parametrize(
    ("body", "require", "missing"),
    [
        (EMPTY, ("version", "steps to reproduce"), "version and steps to reproduce"),
        (DEFAULT, ("version", "steps to reproduce"), "version and steps to reproduce"),
        (DEFAULT, ("expected behaviour",), "expected behaviour"),
        (NUMPY.format(error=""), ("error message", "version"), "error message"),
        ("### Version\n\n- [ ] 2.3\n- [ ] 2.4", ("version",), "version"),
        ("### Version\n\nn/a\n\n### Log\n\n```\n\n```", ("version", "log"), "version and log"),
        ("It stops on Windows 11.", ("version",), "version"),
        ("It stops with an error.", ("error message",), "error message"),
        ("ZeroDivisionError: division by zero", ("traceback",), "traceback"),
        ("### Expected result\n\n_No response_", ("expected behavior",), "expected behavior"),
        ("It stops.", ("operating system",), "operating system"),
        (
            "### Version\n\n_No response_\n\n### Was ist passiert?\n\nEs bleibt stehen.",
            ("version",),
            "version",
        ),
        ("", ("version", "log"), "version and log"),
    ],
)
async def test_what_a_form_leaves_behind_is_no_answer(
    plan: Plan, body: str, require: tuple[str, ...], missing: str
) -> None:
    found = await plan("issues", opened("BUG: it stops", body), world=world(), config=needs(*require))
    assert f"missing: {missing}." in found.comment


@pytest.mark.parametrize(
    ("body", "require"),
    [
        (FILLED, ("version", "steps to reproduce", "expected behavior")),
        (NUMPY.format(error="OverflowError: too large"), ("error message", "version")),
        (
            "2.4.1. [server.log](https://github.com/user-attachments/files/12345/server.log)",
            ("version", "log"),
        ),
        ("It says what is in https://gist.github.com/eve/12ab when I start it.", ("error message",)),
        ("When I add it: ZeroDivisionError: division by zero", ("error message",)),
        ("It stops.\n\nerror: could not find the file", ("error message",)),
        ("### Message\n\njava.io.IOException: Broken pipe", ("error message",)),
        ("### Expected result\n\nIt closes.", ("expected behavior",)),
        ("### What did you expect to happen?\n\nIt closes.", ("expected behavior",)),
        ("On Windows 11 it stops.", ("operating system",)),
        ("It stops on my Mac.", ("operating system",)),
        ("It stops with version 5, and on the main branch too.", ("version",)),
        ("### Behaviour you expected\n\nthe same cube", ("behavior you expected",)),
        ("起動すると落ちます。最新版です。", WANTED),
        ("Після оновлення нічого не працює", WANTED),
        ("Es bleibt stehen, wenn ich die neueste Version öffne.", WANTED),
        ("バージョン２．４です。", ("version",)),
    ],
)
async def test_what_may_be_there_or_cannot_be_judged_is_not_asked_for(
    plan: Plan, body: str, require: tuple[str, ...]
) -> None:
    found = await plan("issues", opened("BUG: it stops", body), world=world(), config=needs(*require))
    assert found.comment == ""


COMMUNITIES = """
triage: {labels: {support: support}}
steward: {people: [alice, bob], change: every wednesday 10:00, starts: 2026-01-07, otherwise: dora}
communities:
  pangeo: {contact: carol, form_field: Which hub}
  earthscope: {contact: dora, form_field: Which hub}
"""


@pytest.mark.parametrize(
    ("answers", "contact"),
    [
        (
            "### Which hub\n\npangeo\n\n### What happened\n\nAs there:\n\n### Which hub\n\nearthscope",
            ["carol"],
        ),
        ("### Which hub\n\nPangeo (us-central1)", ["carol"]),
        ("### Which hub\n\nEarthscope – the one for geodesy", ["dora"]),
        ("### Which hub\n\n- [ ] Pangeo\n- [X] EarthScope (us-east-2)", ["dora"]),
        ("### Which hub\n\nanother one, earthscope", ["dora"]),
        ("### Which hub\n\nearthscope (as pangeo)", ["dora"]),
        ("### Which hub\n\nnot pangeo", ["bob"]),
        ("### Which hub\n\n_No response_\n\n### What happened\n\n### Which hub\n\nearthscope", ["bob"]),
    ],
)
async def test_of_two_equal_headings_the_first_is_the_form_s_and_a_gloss_does_not_matter(
    plan: Plan, answers: str, contact: list[str]
) -> None:
    asked = opened("How do I start a server?", answers, labels=[{"name": "support"}])
    found = await plan("issues", asked, world=world(), config=f"mode: act\n{COMMUNITIES}")
    assert found.assigned == contact


# The request ends


async def test_a_request_goes_when_the_issue_is_edited_to_hold_the_answer(tell: Tell) -> None:
    story = await tell(needs("version"))
    eve = story.person("eve")
    issue = await eve.opens_issue("BUG: the axis is lost", "It is.")
    assert "version" in issue.words[0]
    await eve.edits(issue, body="It is, on Tuesdays.")
    assert len(issue.words) == 1
    await eve.edits(issue, body="It is. widget 2.4.1.")
    assert issue.words == []
    await eve.edits(issue, body="It is.")
    assert issue.words == []


async def test_of_two_things_the_one_that_is_still_missing_stays_asked_for(tell: Tell) -> None:
    story = await tell(needs("version", "steps to reproduce"))
    eve = story.person("eve")
    issue = await eve.opens_issue("BUG: the axis is lost", "It is.")
    await story.person("zed").comments(issue, "I have it too, with 2.4.1.")
    assert "version and steps to reproduce" in issue.words[0]
    await eve.comments(issue, "With 2.4.1, sorry.")
    assert len(issue.words) == 1
    assert "one thing is missing: steps to reproduce" in issue.words[0]
    await eve.comments(issue, "When I open it twice.")
    assert issue.words == []


async def test_the_label_goes_with_a_request_by_command(tell: Tell) -> None:
    story = await tell(needs("version"), world=world(labels=[*LABELS, "needs info"]))
    eve, carol = story.person("eve"), story.person("carol")
    issue = await eve.opens_issue("It is lost")
    await carol.comments(issue, "/needs-info version")
    assert issue.labels == {"needs info"}
    await carol.comments(issue, "It worked in 2.3.")
    await eve.comments(issue, "I shall look it up.")
    assert issue.labels == {"needs info"}
    await eve.comments(issue, "It is 2.4.1.")
    assert issue.labels == set()
    assert (issue.words, issue.folded) == ([], 1)


async def test_a_label_set_by_hand_stays_while_nothing_of_ours_was_asked(tell: Tell) -> None:
    story = await tell(needs("version"), world=world(labels=[*LABELS, "needs info"]))
    eve = story.person("eve")
    issue = await eve.opens_issue("It is lost")
    await story.person("carol").labels(issue, "needs info")
    await eve.comments(issue, "It is 2.4.1.")
    assert issue.labels == {"needs info"}
