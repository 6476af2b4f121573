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
        ("```html\ns3 <!-- is it -->\n```", {"bug", "area/cloud"}),
        ("> Does it read from s3?\n\nA local file.", {"bug"}),
        ("> Does it read\nfrom s3?\n\nA local file.", {"bug"}),
        ("- > on s3\n- a local file", {"bug"}),
        ("> ```\n> gcs\n> ```\n\nNo.", {"bug"}),
        ("> Where?\n\nFrom s3.", {"bug", "area/cloud"}),
        ("```\n> open s3\n```", {"bug", "area/cloud"}),
        ("It needs 2 > 1.\nFrom s3.", {"bug", "area/cloud"}),
        ("> as in `io/zarr.py`\n\nNo.", {"bug"}),
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
        ("### Log\n\n```shell\n# paste here\n```", ("log",), "log"),
        ("### Example\n\n```js\n// your code\n```", ("example",), "example"),
        ("### Example\n\n```python\n# Your code here, if applicable\n\n```", ("example",), "example"),
        ("### Example\n\n```\n<!-- the code\nof 2 lines -->\n```", ("example",), "example"),
        ("### Example\n\n```\n...\n```", ("steps to reproduce",), "steps to reproduce"),
        ("### Example\n\n~~~\n<your code here>\n~~~", ("example",), "example"),
        ("### Example\n\n```python\n>>> \n```", ("example",), "example"),
        (
            "### Error message\n\n```\nPaste the full traceback here.\n```",
            ("error message",),
            "error message",
        ),
        ("### Logs\n\n<details>\n\nReplace this line with the logs.\n\n</details>", ("log",), "log"),
        ("### Version checks\n\n- [X] It is the newest.\n\n### Version\n\n", ("version",), "version"),
        ("It stops on Windows 11.", ("version",), "version"),
        ("It stops on macOS 14.3 with Safari 17.2.", ("version",), "version"),
        ("It stops on Ubuntu Linux 24.04, kernel 6.8.0.", ("version",), "version"),
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
        ("### Log\n\n```\n# A fatal error has been detected\n```", ("log",)),
        ("### Example\n\n```\n# df.mean()\n```", ("example",)),
        ("### Log\n\n```\n#0 raise ()\n#1 abort ()\n```", ("log",)),
        ("### Example\n\n```\n# open it\nopen_it\n```", ("example",)),
        ("### Version\n\n> 2.4.1", ("version",)),
        ("### Version\n\n- [X] 2.4", ("version",)),
        ("It stops on my Mac.", ("operating system",)),
        ("It stops with version 5, and on the main branch too.", ("version",)),
        ("It stops with the nightly build of today.", ("version",)),
        ("It stops with the latest main.", ("version",)),
        ("It stops on Windows 11 with widget 2.4.", ("version",)),
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
        (
            "As in #3:\n\n### Which hub\n\nearthscope\n\n### What happened\n\nA.\n\n"
            "### Which hub\n\npangeo\n\n### What happened\n\nB.",
            ["carol"],
        ),
        (
            "### What happened\n\nAs in #3:\n\n### What happened\n\nA.\n\n### Which hub\n\nearthscope\n\n"
            "### Which hub\n\npangeo",
            ["carol"],
        ),
        (
            "### Which hub\n\npangeo\n\n### What happened\n\nB.\n\n### Which hub\n\nearthscope\n\n"
            "### What happened\n\nA.\n\n### More\n\n_No response_",
            ["carol"],
        ),
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
    assert "Still missing: steps to reproduce" in issue.words[0]
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


# The repository's own forms and templates

TEMPLATE = """\
---
name: Bug report
labels: bug
---

Thank you. Do you read from s3?

## What happened
Tell us what went wrong and on which day

## How to trigger it
List what you did

```
widget --debug
```

## Version
widget 0.0
"""
UNTOUCHED = TEMPLATE.partition("\n---\n")[2]
FORM = """\
name: Bug report
body:
- type: markdown
  attributes: {value: "widget 9.9"}
- type: textarea
  attributes:
    label: Example
    render: python
    value: |
      # requires-python = ">=3.12"
      import widget
      # your code
- type: textarea
  attributes:
    label: Environment
    value: widget 0.0 on linux
"""
EXAMPLE = '### Example\n\n```python\n# requires-python = ">=3.12"\nimport widget\n# your code\n```\n\n'
ENVIRONMENT = "### Environment\n\nwidget 0.0 on linux\n"
FOLDER = ".github/ISSUE_TEMPLATE"


@pytest.mark.parametrize(
    ("body", "require", "missing"),
    [
        (UNTOUCHED, ("version", "steps to reproduce"), "version and steps to reproduce"),
        (UNTOUCHED.replace("\n", "\r\n"), ("version",), "version"),
        (UNTOUCHED.replace("0.0", "2.4"), ("version", "steps to reproduce"), "steps to reproduce"),
        (UNTOUCHED.replace("--debug", "--debug\nwidget open"), ("version", "steps to reproduce"), "version"),
        (EXAMPLE + ENVIRONMENT, ("version", "steps to reproduce"), "version and steps to reproduce"),
        (EXAMPLE + ENVIRONMENT.replace("0.0", "2.4"), ("version", "example"), "example"),
        (EXAMPLE.replace("# your code", "widget.open()") + ENVIRONMENT, ("version", "example"), "version"),
    ],
)
async def test_what_the_repository_s_own_template_says_is_no_answer(
    plan: Plan, body: str, require: tuple[str, ...], missing: str
) -> None:
    files = {
        f"{FOLDER}/bug.md": TEMPLATE,
        f"{FOLDER}/bug.yml": FORM,
        f"{FOLDER}/config.yml": "contact_links: []",
    }
    found = await plan(
        "issues", opened("BUG: it stops", body), world=world(files=files), config=needs(*require)
    )
    assert f"missing: {missing}." in found.comment


async def test_rules_do_not_read_the_template_and_a_broken_form_is_none(plan: Plan) -> None:
    asked = opened("BUG: the axis is lost", UNTOUCHED)
    found = await plan("issues", asked, world=world(files={f"{FOLDER}/bug.md": TEMPLATE}), config=RULES)
    assert found.labels == {"bug"}
    found = await plan("issues", asked, world=world(files={f"{FOLDER}/bug.yml": "{{{"}), config=RULES)
    assert found.labels == {"bug", "area/cloud"}


async def test_forms_are_read_once_and_again_after_a_push(tell: Tell) -> None:
    story = await tell(needs("version"), world=world(files={f"{FOLDER}/bug.md": TEMPLATE}))
    eve = story.person("eve")
    await eve.opens_issue("BUG: it stops", UNTOUCHED)
    asked = story.github.api.count("GET", "ISSUE_TEMPLATE")
    assert asked == 2, "the folder and its file"
    second = await eve.opens_issue("BUG: it stops again", UNTOUCHED)
    assert len(second.words) == 1
    assert story.github.api.count("GET", "ISSUE_TEMPLATE") == asked
    await story.person("dora").pushes(f"{FOLDER}/bug.md", "## Version\n")
    third = await eve.opens_issue("BUG: it stops still", UNTOUCHED)
    assert third.words == []


# Headings and kinds of fields as pandas, xarray, scikit-learn and zarr have them in 2026

PANDAS = """\
### Pandas version checks

- [X] I have checked that this has been reported by nobody else.

- [X] I have seen it in the latest version of pandas too.

### Reproducible Example

```python
{example}
```

### Issue Description

It is lost.

### Expected Behavior

{expected}

### Installed Versions

<details>

{versions}

</details>
"""
XARRAY = """\
### What happened?

It is lost.

### What did you expect to happen?

_No response_

### Minimal Complete Verifiable Example

```Python

```

### MVCE confirmation

- [x] Recent environment \u2014 I saw it with the latest version of xarray and all it needs.

### Environment

<details>


</details>
"""
ASKED = ("version", "steps to reproduce", "expected behavior")


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        (
            PANDAS.format(example="# paste", expected="", versions=""),
            "version, steps to reproduce and expected behavior",
        ),
        (PANDAS.format(example="mean()", expected="one", versions=""), "version"),
        (PANDAS.format(example="mean()", expected="one", versions="pandas : 2.2.1"), ""),
        (XARRAY, "version, steps to reproduce and expected behavior"),
        (
            XARRAY.replace("<details>\n\n", "<details>\n\nxarray: 2026.1.1\n"),
            "steps to reproduce and expected behavior",
        ),
    ],
)
async def test_the_boxes_that_a_form_wants_ticked_are_no_answer(plan: Plan, body: str, missing: str) -> None:
    found = await plan("issues", opened("BUG: it is lost", body), world=world(), config=needs(*ASKED))
    assert (f"missing: {missing}." in found.comment) if missing else (found.comment == "")


async def test_any_words_describe_a_wish(plan: Plan) -> None:
    wish = "triage: {labels: {feature: enhancement}, needs_info: {feature: {require: [description]}}}"
    for body, missing in {
        "### Describe the new feature you'd like\n\nA keyword": False,
        "### Proposed new feature or change:\n\nPlease": False,
        "### Describe the workflow you want to enable\n\n_No response_": True,
    }.items():
        found = await plan("issues", opened("A keyword", body), world=world(), config=wish)
        assert found.labels == {"enhancement"}
        assert ("missing: description" in found.comment) is missing


# The form's own order


TWICE = """\
name: Server and client
body:
- {type: input, attributes: {label: Version}}
- {type: textarea, attributes: {label: Steps to reproduce}}
- {type: input, attributes: {label: Version}}
"""
HUBS = """\
name: A question
body:
- {type: input, attributes: {label: Which hub}}
- {type: textarea, attributes: {label: What happened}}
- {type: input, attributes: {label: Version}}
"""
OTHER = """\
name: Another report
body:
- {type: textarea, attributes: {label: Describe the bug}}
- {type: input, attributes: {label: Version}}
- {type: input, attributes: {label: Which hub}}
- {type: textarea, attributes: {label: Anything else}}
"""
EMPTY_ANSWER = "_No response_"


def written(*answers: tuple[str, str]) -> str:
    return "\n\n".join(f"### {label}\n\n{answer}" for label, answer in answers)


def asks_about(hub: str, what: str = "It stops.", version: str = "2.4") -> str:
    return written(("Which hub", hub), ("What happened", what), ("Version", version))


ELSEWHERE = asks_about("pangeo", "As ever.", "9.9")
REPORT = written(
    ("Describe the bug", "A."), ("Version", "9"), ("Which hub", "pangeo"), ("Anything else", "B.")
)


@pytest.mark.parametrize(
    ("form", "body", "missing"),
    [
        (
            TWICE,
            written(("Version", "2.4"), ("Steps to reproduce", EMPTY_ANSWER), ("Version", "2.5")),
            "steps to reproduce",
        ),
        (
            TWICE,
            written(("Version", EMPTY_ANSWER), ("Steps to reproduce", "I open it."), ("Version", "2.5")),
            "",
        ),
        (
            "## Version\n\n## Steps to reproduce\n\n## Version\n",
            "## Version\n2.4\n\n## Steps to reproduce\n\n## Version\n2.5",
            "steps to reproduce",
        ),
        # Where the form is not known, the second heading is part of the answer above it.
        ("", written(("Version", "2.4"), ("Steps to reproduce", EMPTY_ANSWER), ("Version", "2.5")), ""),
    ],
)
async def test_of_two_equal_headings_each_has_its_own_answer(
    plan: Plan, form: str, body: str, missing: str
) -> None:
    files = {f"{FOLDER}/bug.{'md' if form.startswith('#') else 'yml'}": form} if form else {}
    config = needs("version", "steps to reproduce")
    found = await plan("issues", opened("BUG: it stops", body), world=world(files=files), config=config)
    assert (f"missing: {missing}." in found.comment) if missing else (found.comment == "")


@pytest.mark.parametrize(
    ("body", "contact"),
    [
        (asks_about(f"earthscope, as there:\n\n{ELSEWHERE}"), "dora"),
        (asks_about(EMPTY_ANSWER, f"As there:\n\n{ELSEWHERE}"), "bob"),
        (asks_about("earthscope", version=f"2.4\n\n{ELSEWHERE}"), "dora"),
        (asks_about(EMPTY_ANSWER, "### Version\n\n9\n\n### Which hub\n\npangeo"), "bob"),
        (f"### Describe the bug\n\nA.\n\n### Which hub\n\npangeo\n\n{asks_about('earthscope')}", "dora"),
        (f"As in #3:\n\n{REPORT}\n\n{asks_about('earthscope')}", "dora"),
        (asks_about(EMPTY_ANSWER, REPORT), "bob"),
        (asks_about("earthscope", version=f"{EMPTY_ANSWER}\n\n{REPORT}"), "dora"),
        # the reporter's own words under headings of their own, and a hub named there alone
        (asks_about(EMPTY_ANSWER, "### Where\n\npangeo"), "bob"),
        (asks_about("earthscope", "### Where\n\non the hub"), "dora"),
    ],
)
async def test_a_report_that_was_pasted_answers_nothing_of_the_form(
    plan: Plan, body: str, contact: str
) -> None:
    files = {f"{FOLDER}/question.yml": HUBS, f"{FOLDER}/report.yml": OTHER}
    asked = opened("How do I start a server?", body, labels=[{"name": "support"}])
    found = await plan("issues", asked, world=world(files=files), config=f"mode: act\n{COMMUNITIES}")
    assert found.assigned == [contact]


async def test_of_a_pasted_report_no_heading_shows_a_kind_and_one_s_own_headings_do(plan: Plan) -> None:
    form = "name: A\nbody:\n- {type: textarea, attributes: {label: Details}}\n"
    files = {f"{FOLDER}/any.yml": form}
    for body, labels in {
        "### Details\n\n### Steps to reproduce\n\n1. I open it": {"bug"},
        "### Details\n\nAs in\n\n### Details\n\nIt stops.\n\n### Steps to reproduce\n\nI open it": set(),
    }.items():
        found = await plan("issues", opened("The axis", body), world=world(files=files), config=RULES)
        assert found.labels == labels


# Templates of old, and those of pull requests


@pytest.mark.parametrize(
    "path", [".github/ISSUE_TEMPLATE.md", "issue_template.md", "docs/ISSUE_TEMPLATE.txt", "ISSUE_TEMPLATE"]
)
async def test_the_one_template_of_old_is_read_wherever_it_lies(plan: Plan, path: str) -> None:
    found = await plan(
        "issues", opened("BUG: it stops", UNTOUCHED), world=world(files={path: TEMPLATE}), config=RULES
    )
    assert found.labels == {"bug"}


async def test_where_the_folder_has_templates_the_one_of_old_counts_for_nothing(plan: Plan) -> None:
    files = {f"{FOLDER}/other.md": "## Anything\n", ".github/ISSUE_TEMPLATE.md": TEMPLATE}
    asked = opened("BUG: it stops", UNTOUCHED)
    found = await plan("issues", asked, world=world(files=files), config=RULES)
    assert found.labels == {"bug", "area/cloud"}


CHANGE = "Thank you. Does it change how s3 is read?\n\n- [ ] I have added a test\n\nFixes #\n"


@pytest.mark.parametrize(
    ("path", "body", "labels"),
    [
        ("pull_request_template.md", CHANGE, set()),
        (".github/PULL_REQUEST_TEMPLATE.md", CHANGE.replace("Fixes #", "Fixes #3"), set()),
        ("docs/Pull_Request_Template.md", CHANGE, set()),
        (".github/PULL_REQUEST_TEMPLATE/change.md", CHANGE, set()),
        ("PULL_REQUEST_TEMPLATE/change.md", CHANGE, set()),
        ("pull_request_template.md", f"{CHANGE}\nIt does: gcs too.", {"area/cloud"}),
        ("pull_request_template.md", CHANGE.replace("?", "? Yes: how s3 is read."), {"area/cloud"}),
        (".github/ISSUE_TEMPLATE/pull_request_template.md", CHANGE, {"area/cloud"}),
        ("src/pull_request_template.md", CHANGE, {"area/cloud"}),
    ],
)
async def test_rules_do_not_read_the_template_of_pull_requests(
    plan: Plan, path: str, body: str, labels: set[str]
) -> None:
    payload = opened("Faster", body)
    payload["pull_request"] = payload.pop("issue")
    found = await plan("pull_request", payload, world=world(files={path: CHANGE}), config=RULES)
    assert found.labels == labels


async def test_templates_are_asked_for_once_and_only_where_a_rule_reads_the_text(tell: Tell) -> None:
    path = ".github/pull_request_template.md"
    story = await tell(RULES, world=world(files={path: CHANGE}))
    eve, asked = story.person("eve"), story.github.api.count
    await eve.opens_pull("Faster", "It is twice as fast.")
    assert asked("GET", path) == 0
    for _ in range(2):
        pull = await eve.opens_pull("Faster", CHANGE)
        assert pull.labels == set()
    assert asked("GET", path) == 1
