"""`stewardbot migrate`: odd files are read as their own tools read them, and nothing becomes wider."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

import bot.cli
from bot.errors import OperatorError
from bot.operations.migrate import Draft, KeyOutcome, migrate

STALE = """
name: Stale
on: {{schedule: [{{cron: '0 0 * * *'}}]}}
jobs:
  stale:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/stale@v9
        with: {{{inputs}}}
"""


def moved(text: str, name: str = "stale.yml", repository: str = "") -> Draft:
    return migrate([(name, text.encode())], repository)


def settings(draft: Draft) -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(draft.text())
    return loaded


def stale(inputs: str) -> dict[str, Any]:
    return settings(moved(STALE.format(inputs=inputs)))


def policies(inputs: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = stale(inputs).get("lifecycle", {}).get("stale", [])
    return listed


def reasons(draft: Draft, key: str) -> dict[str, KeyOutcome]:
    return {finding.reason: finding.outcome for finding in draft.findings if finding.key == key}


MESSAGES = "stale-issue-message: Old issue, stale-pr-message: Old change"


def test_the_defaults_of_actions_stale_are_its_own() -> None:
    assert policies(MESSAGES) == [
        {"on": "issue", "after": "60d", "label": "Stale", "close_after": "7d", "say": "Old issue"},
        {"on": "pull_request", "after": "60d", "label": "Stale", "close_after": "7d", "say": "Old change"},
    ]


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ("days-before-issue-stale: -1", {"pull_request"}),
        ("days-before-pr-stale: -1", {"issue"}),
        ("days-before-stale: -1", set()),
        ("days-before-issue-stale: 99999999", {"pull_request"}),
        ("days-before-stale: -1, days-before-pr-stale: 30", {"pull_request"}),
        ("start-date: 2020-01-01", set()),
        ("include-only-assigned: true", set()),
        ("days-before-stale: '${{ vars.DAYS }}'", set()),
        ("only-labels: [a, b]", set()),
    ],
)
def test_a_policy_is_for_no_more_than_before(inputs: str, expected: set[str]) -> None:
    assert {policy["on"] for policy in policies(f"{MESSAGES}, {inputs}")} == expected


def test_labels_of_which_all_or_one_are_needed() -> None:
    (policy,) = policies(f"{MESSAGES}, days-before-pr-stale: -1, only-labels: 'a, b'")
    assert policy["only"] == {"all_of": ["a", "b"]}
    (policy,) = policies(f"{MESSAGES}, days-before-pr-stale: -1, any-of-issue-labels: 'a,b,'")
    assert policy["only"] == {"labels": ["a", "b"]}


def test_quotes_inside_a_comma_list_belong_to_the_names_as_they_do_there() -> None:
    (policy,) = policies(f"""{MESSAGES}, days-before-pr-stale: -1, exempt-issue-labels: '"a b",c'""")
    assert policy["exempt"]["labels"] == ['"a b"', "c"]


def test_a_negative_closing_means_never() -> None:
    assert all("close_after" not in policy for policy in policies(f"{MESSAGES}, days-before-close: -1"))


def test_env_of_the_workflow_is_known_and_a_variable_of_the_repository_is_not() -> None:
    text = STALE.format(inputs="days-before-stale: '${{ env.DAYS }}'").replace(
        "jobs:", "env: {DAYS: '45'}\njobs:"
    )
    assert {policy["after"] for policy in settings(moved(text))["lifecycle"]["stale"]} == {"45d"}


def test_version_3_marks_nothing_without_a_message() -> None:
    old = STALE.format(inputs="days-before-stale: 30").replace("@v9", "@v3")
    assert "lifecycle" not in settings(moved(old))
    assert len(policies("days-before-stale: 30")) == 2


def test_a_token_that_may_write_to_pull_requests_alone_touches_no_issue() -> None:
    text = STALE.format(inputs=MESSAGES).replace("jobs:", "permissions: {pull-requests: write}\njobs:")
    assert [policy["on"] for policy in settings(moved(text))["lifecycle"]["stale"]] == ["pull_request"]


def test_a_step_with_a_condition_is_left_out_and_a_guard_against_forks_is_not() -> None:
    guard = STALE.format(inputs=MESSAGES).replace(
        "    steps:", "    if: github.repository == 'a/b'\n    steps:"
    )
    other = guard.replace("github.repository == 'a/b'", "vars.STALE == 'on'")
    assert "lifecycle" in settings(moved(guard))
    assert "lifecycle" not in settings(moved(other))


@pytest.mark.parametrize(
    ("event", "condition", "expected"),
    [
        ("schedule", "github.event_name == 'schedule'", 2),
        ("schedule", "github.repository == 'a/b' && github.event_name != 'push'", 2),
        ("schedule", "always()", 2),
        ("schedule", "github.event_name == 'push'", 0),
        ("schedule", "github.repository == 'a/b' || vars.STALE", 0),
        ("schedule", "contains(github.actor, 'a && b')", 0),
        ("workflow_dispatch", "github.repository == 'a/b'", 0),
        ("workflow_call", "true", 0),
    ],
)
def test_conditions_on_events_are_weighed_and_all_others_leave_the_step_out(
    event: str, condition: str, expected: int
) -> None:
    text = STALE.format(inputs=MESSAGES).replace("schedule: [{cron: '0 0 * * *'}]", f"{event}: null")
    listed = settings(moved(text.replace("    steps:", f"    if: {condition}\n    steps:")))
    assert len(listed.get("lifecycle", {}).get("stale", ())) == expected


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        ("{include: [{label: a, days: 10}, {label: b, days: 20}]}", [("a", "10d"), ("b", "20d")]),
        ("{label: [a, b], days: [10]}", [("a", "10d"), ("b", "10d")]),
        ("{label: [a, b], days: [10], exclude: [{label: a}]}", []),
        ("{label: '${{ fromJSON(vars.LABELS) }}', days: [10]}", []),
    ],
)
def test_a_matrix_is_one_step_after_the_other(matrix: str, expected: list[tuple[str, str]]) -> None:
    inputs = (
        "days-before-pr-stale: -1, only-labels: '${{ matrix.label }}', days-before-stale: '${{matrix.days}}'"
    )
    text = STALE.format(inputs=inputs).replace(
        "    steps:", f"    strategy: {{matrix: {matrix}}}\n    steps:"
    )
    found = settings(moved(text)).get("lifecycle", {}).get("stale", [])
    assert [(policy["only"]["all_of"][0], policy["after"]) for policy in found] == expected


CALLER = """
on: {schedule: [{cron: '0 0 * * *'}]}
jobs:
  stale:
    uses: acme/.github/.github/workflows/rest.yml@main
    with: {days: 90}
"""
CALLED = """
on: {workflow_call: {inputs: {days: {default: 30}, label: {default: resting}}}}
jobs:
  stale:
    steps:
      - uses: actions/stale@v9
        with: {days-before-stale: '${{ inputs.days }}', stale-issue-label: '${{ inputs.label }}'}
"""


def test_a_workflow_that_is_called_is_read_as_its_caller_calls_it() -> None:
    files = [("stale.yml", CALLER.encode()), (".github/workflows/rest.yml", CALLED.encode())]
    for given in (files, files[::-1]):
        issues, _ = settings(migrate(given))["lifecycle"]["stale"]
        assert (issues["after"], issues["label"]) == ("90d", "resting")


def test_a_workflow_that_is_elsewhere_is_asked_for() -> None:
    with pytest.raises(
        OperatorError, match=r"give the file of acme/\.github/\.github/workflows/rest\.yml@main"
    ):
        moved(CALLER)
    with_more = STALE.format(inputs=MESSAGES) + "  other: {uses: ./.github/workflows/lock.yml}\n"
    (reason,) = reasons(moved(with_more), "uses ./.github/workflows/lock.yml")
    assert reason == "its own file says what it does: give it too"
    (reason,) = reasons(moved(CALLED), "days-before-stale")
    assert "give that one to this command too" in reason


def test_merge_keys_bring_what_they_name_but_into_a_workflow_which_github_does_not_run() -> None:
    prow = "x: &x {plugins: [assign]}\nplugins:\n  acme/widget:\n    <<: *x\n"
    assert "assignment" in settings(moved(prow, "plugins.yaml", "acme/widget"))
    own = "base: &base {supportLabel: a, supportComment: Ask there}\n<<: [*base]\nsupportLabel: b\n"
    assert settings(moved(own, "support.yml"))["triage"]["labels"] == {"support": "b"}
    draft = moved("x: &x {days-before-stale: 3}\n" + STALE.format(inputs="<<: *x"))
    assert "lifecycle" not in settings(draft)
    assert "GitHub knows no `<<`" in next(iter(reasons(draft, "<<")))


def test_policies_for_some_labels_come_first() -> None:
    step = "      - uses: actions/stale@v9\n        with: {days-before-pr-stale: -1, only-labels: x}\n"
    listed = settings(moved(STALE.format(inputs="days-before-pr-stale: -1") + step))["lifecycle"]["stale"]
    assert [policy.get("only") for policy in listed] == [{"all_of": ["x"]}, None]


def test_of_two_policies_for_the_same_the_first_counts_and_the_other_is_named() -> None:
    workflow = STALE.format(inputs="days-before-stale: 30, days-before-pr-stale: -1").encode()
    draft = migrate([("w.yml", workflow), ("stale.yml", b"daysUntilStale: 90\nissues: {staleLabel: x}\n")])
    listed = settings(draft)["lifecycle"]["stale"]
    assert [(policy["on"], policy["after"]) for policy in listed] == [
        ("issue", "30d"),
        ("pull_request", "90d"),
    ]
    why = "a policy for the same is there already, and the first one counts"
    assert reasons(draft, "staleLabel") == {f"left out, as {why}": KeyOutcome.IMPOSSIBLE}
    assert reasons(draft, "daysUntilStale") == {f"not for issues, as {why}": KeyOutcome.CHANGED}
    again = migrate([("w.yml", workflow), ("stale.yml", b"daysUntilStale: 90\nonly: issues\n")])
    assert reasons(again, "daysUntilStale") == {f"left out, as {why}": KeyOutcome.IMPOSSIBLE}


def test_a_single_step_without_its_list_is_read_as_one() -> None:
    text = "jobs: {a: {steps: {name: x, uses: actions/stale@v9, with: {days-before-pr-stale: -1}}}}"
    assert len(settings(moved(text))["lifecycle"]["stale"]) == 1


def test_how_a_tool_signs_in_is_no_matter_here() -> None:
    for token in ("repo-token", "github_token"):
        draft = moved(STALE.format(inputs=f"{token}: x"))
        assert reasons(draft, token) == {"not needed: the App signs in by itself": KeyOutcome.SAME}


def test_an_unknown_input_is_named_with_the_nearest_known_one() -> None:
    draft = moved(STALE.format(inputs="days-befor-stale: 3"))
    sentence = "no key of actions/stale that we know: did you mean `days-before-stale`?"
    assert reasons(draft, "days-befor-stale") == {sentence: KeyOutcome.IMPOSSIBLE}


def rules(text: str, name: str = "labeler.yml") -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = settings(moved(text, name)).get("triage", {}).get("rules", [])
    return listed


PULLS = {"on": "pull_request", "when": "changed"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: docs/**", [{"paths": ["docs/**"]}]),
        ("a: ['x/*', 'y.{js,ts}']", [{"paths": ["x/*", "y.js", "y.ts"]}]),
        ("a: [{any: ['src/**', '!src/docs/*']}]", [{"paths": ["src/**"], "not": {"paths": ["src/docs/*"]}}]),
        (
            "a: [{any: ['src/**'], all: ['!docs/**']}]",
            [{"paths": ["src/**"], "not": {"paths": ["docs/**"]}}],
        ),
        ("a: [{any: ['x', 'y']}]", []),  # both would have to fit one file
        ("a: [{all: ['x/**']}]", []),  # every file would have to fit
        ("a: [{changed-files: [{any-glob-to-any-file: x/**}]}]", [{"paths": ["x/**"]}]),
        ("a: [{changed-files: [{any-glob-to-any-file: [x, '!y']}]}]", []),
        (
            "a: [{changed-files: [{any-glob-to-any-file: x}]}, {head-branch: '^feat'}]",
            [{"paths": ["x"]}, {"branches": {"head": ["(?-i:^feat)"]}}],
        ),
        (
            "a: [{all: [{changed-files: [{any-glob-to-any-file: x}]}, {base-branch: main}]}]",
            [{"paths": ["x"], "all_of": [{"branches": {"base": ["(?-i:main)"]}}]}],
        ),
        ("a: [{changed-files: [{all-globs-to-all-files: x/**}]}]", []),
        ("a: [{changed-files: [{all-globs-to-all-files: '!x'}]}]", []),  # nothing to look for
        (
            "a: [{changed-files: [{any-glob-to-any-file: y}, {all-globs-to-all-files: '!x'}]}]",
            [{"paths": ["y"]}],
        ),
        ("a: y\nb:", [{"paths": ["y"]}]),
        (
            "a: [{all: [{base-branch: [x, y]}]}]",  # both of them
            [{"branches": {"base": ["(?-i:x)"]}, "all_of": [{"branches": {"base": ["(?-i:y)"]}}]}],
        ),
        (  # loose keys join the first `any`
            "a: [{any: [{base-branch: x}]}, {head-branch: y}]",
            [{"branches": {"base": ["(?-i:x)"]}}, {"branches": {"head": ["(?-i:y)"]}}],
        ),
        (  # but what comes first is an `any` of its own
            "a: [{head-branch: y}, {any: [{base-branch: x}]}]",
            [
                {
                    "branches": {"head": ["(?-i:y)"]},
                    "all_of": [{"branches": {"base": ["(?-i:x)"]}}],
                }
            ],
        ),
        ("a: ['./*']", []),
        ("a: ['!(x)/**']", []),
    ],
)
def test_labels_by_files_and_branches(text: str, expected: list[dict[str, Any]]) -> None:
    assert rules(text) == [{"label": "a", **PULLS, **rule} for rule in expected]


@pytest.mark.parametrize(
    ("name", "text"), [("support-labels.yml", "a: docs/**"), ("labeler.yml", "triggers: ci/**\na: docs/**")]
)
def test_a_label_or_a_name_that_another_tool_knows_changes_nothing(name: str, text: str) -> None:
    assert {"label": "a", **PULLS, "paths": ["docs/**"]} in rules(text, name)


def test_rules_alone_label_and_kinds_stay_with_people() -> None:
    assert settings(moved("a: docs/**", "labeler.yml"))["triage"]["kinds"] is False


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'(visual bug)'", {"body": "(?-i:(visual bug))"}),
        ("'/search|find/i'", {"body": "search|find"}),
        ("'/(?<word>x) y/i'", {"body": "(?P<word>x) y"}),
        ("'^at the beginning'", None),
        ("'/^a line$/im'", {"body": "^a line$"}),
        (r"'a\nb'", None),
        ('"### Product\\n\\nZarr"', {"form": {"Product": "(?-i:^Zarr)"}}),
        (
            r"'/### Which (OS|system)\?\s+win(32|64)\n/i'",
            {"form": {"Which OS?": "^(?:win(32|64))$", "Which system?": "^(?:win(32|64))$"}},
        ),
        (r"'### Used\s*((.|\n)*)zarr((.|\n)*)###'", {"form": {"Used": "(?-i:zarr)"}}),
        (r"'### \w+\n\nZarr'", None),  # no heading is an expression
        (r"'### A\n\nB\n\n### C\n\nD'", None),  # two fields at once
        ("'(?=x)y z'", None),
    ],
)
def test_labels_by_expressions(expression: str, expected: dict[str, Any] | None) -> None:
    wanted: list[dict[str, Any]] = [] if expected is None else [{"label": "a", "on": "issue", **expected}]
    assert rules(f"a: [{expression}]", "issue-labeler.yml") == wanted


def test_where_the_ends_of_a_text_are_meant_the_workflow_is_asked_for() -> None:
    (reason,) = reasons(moved("a: '^Bug'\n", "issue-labeler.yml"), "a")
    assert reason.endswith("if titles are looked at, give the workflow that says so")


WITH_TITLE = """
on: {issues: {types: [opened]}, pull_request: {}}
jobs:
  a: {steps: [{uses: github/issue-labeler@v3, with: {configuration-path: .github/l.yml, include-title: 1}}]}
"""


def test_a_workflow_says_how_its_file_is_read() -> None:
    files = [(".github/l.yml", b"a: ['^Bug', 'x y']\nb: ['/docs/i']\n"), ("w.yml", WITH_TITLE.encode())]
    assert settings(migrate(files))["triage"]["rules"] == [
        {"label": "a", "title": "(?-i:^Bug)", "all_of": [{"text": "(?-i:x y)"}]},
        {"label": "b", "text": "docs"},
    ]


LABELER = """
on: {{pull_request_target: {event}}}
jobs: {{a: {{{condition}steps: [{{uses: actions/labeler@v5, with: {{sync-labels: false}}}}]}}}}
"""


@pytest.mark.parametrize(
    ("event", "condition", "base"),
    [
        ("{types: [opened]}", "", []),
        ("{branches: [main, '1.x']}", "", ["(?-i:^main$)", r"(?-i:^1\.x$)"]),
        ("{branches: ['release/**']}", "", None),
        ("{paths: ['docs/**']}", "", None),
        ("{types: [opened]}", "if: '!github.event.pull_request.draft', ", None),
    ],
)
def test_labels_are_for_the_branches_of_their_workflow(
    event: str, condition: str, base: list[str] | None
) -> None:
    workflow = LABELER.format(event=event, condition=condition).encode()
    draft = migrate([(".github/workflows/l.yml", workflow), (".github/labeler.yml", b"docs: docs/**\n")])
    rules = settings(draft).get("triage", {}).get("rules", [])
    more = {"all_of": [{"branches": {"base": base}}]} if base else {}
    assert rules == ([] if base is None else [{"label": "docs", **PULLS, "paths": ["docs/**"], **more}])


def test_expressions_for_pull_requests_alone_stay_so() -> None:
    workflow = WITH_TITLE.replace("issues: {types: [opened]}, ", "").encode()
    (rule,) = settings(migrate([("w.yml", workflow), (".github/l.yml", b"a: ['x y']\n")]))["triage"]["rules"]
    assert rule["on"] == "pull_request"


TAKE = """
on: {{issue_comment: {{types: [created]}}}}
jobs: {{a: {{if: "{condition}", steps: [{{run: "curl -d x https://api.github.com/repos/a/b/issues/1/assignees"}}]}}}}
"""


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("!github.event.issue.pull_request && github.event.comment.body == '.take'", [".take"]),
        ("startsWith(github.event.comment.body, '/mine')", ["/mine"]),
        ("github.event.comment.body == 'take' && github.event.comment.user.type != 'Bot' && x.y", None),
    ],
)
def test_words_that_take_an_issue(condition: str, words: list[str] | None) -> None:
    found = settings(moved(TAKE.format(condition=condition)))
    assert found.get("newcomers") == (None if words is None else {"claims": {"words": words}})


SCRIPT = """
on: issue_comment
jobs:
  a:
    if: "{condition}"
    steps:
      - uses: actions/github-script@v7
        with: {{script: "{script}"}}
"""


def test_what_a_script_of_its_own_assigns_is_left_to_a_person() -> None:
    script = "if (x) github.rest.issues.addAssignees(y)"
    draft = moved(SCRIPT.format(condition="github.event.comment.body == 'take'", script=script))
    assert "newcomers" not in settings(draft)
    assert "#       words: [take]" in draft.text()
    with pytest.raises(OperatorError, match="no step of this workflow"):
        moved(SCRIPT.format(condition="true", script="core.info('x')"))


def test_labels_that_keep_people_away_still_do() -> None:
    step = "{uses: bdougie/take-action@v1, with: {blockingLabels: 'core only, blocked'}}"
    found = settings(moved(f"jobs: {{a: {{steps: [{step}]}}}}"))
    assert found["newcomers"]["claims"] == {"words": [".take"], "except_labels": ["core only", "blocked"]}


def test_of_two_leases_the_first_counts_and_the_other_is_named() -> None:
    steps = ", ".join(
        f"{{uses: takanome-dev/assign-issue-action@v2, with: {{days_until_unassign: {days}}}}}"
        for days in (5, 9)
    )
    draft = moved(f"jobs: {{a: {{steps: [{steps}]}}}}")
    assert settings(draft)["newcomers"]["claims"]["lease"] == "5d"
    assert list(reasons(draft, "days_until_unassign").values()) == [KeyOutcome.SAME, KeyOutcome.IMPOSSIBLE]


GREETING = """
on: {on}
jobs:
  a:
    steps:
      - uses: actions/first-interaction@v1
        with: {{issue-message: Hi you, pr-message: 'Hi {who}'}}
"""


def test_who_greeted_pull_requests_alone_greets_nothing_else() -> None:
    welcome = settings(moved(GREETING.format(on="pull_request_target", who="there")))["newcomers"]["welcome"]
    assert welcome == {"issue": False, "pull_request": "Hi there", "review": False, "first_merge": False}


@pytest.mark.parametrize(
    ("condition", "is_greeted"),
    [
        ("github.actor != 'dependabot[bot]'", True),
        ("github.event.sender.type != 'Bot' && !endsWith(github.actor, '[bot]')", True),
        ("github.actor != 'alice'", False),
        ("github.actor != 'dependabot[bot]' && !github.event.pull_request.draft", False),
    ],
)
def test_whoever_welcomed_no_programs_welcomes_as_many_people_as_before(
    condition: str, is_greeted: bool
) -> None:
    text = GREETING.format(on="[issues, pull_request]", who="there")
    draft = moved(text.replace("    steps:", f'    if: "{condition}"\n    steps:'))
    assert ("newcomers" in settings(draft)) is is_greeted


def test_a_placeholder_is_never_edited_and_left_to_a_person() -> None:
    draft = moved(GREETING.format(on="[issues, pull_request]", who="@${{ github.actor }} (you)"))
    assert settings(draft)["newcomers"]["welcome"] == {
        "issue": "Hi you",
        "review": False,
        "first_merge": False,
    }
    assert "#       pull_request: Hi @${{ github.actor }} (you)" in draft.text()


def test_texts_of_several_lines_come_out_as_they_were() -> None:
    text = "Hello & welcome: 'you'\n\n  * one\n  * two # three\n\n```\ncode\n```"
    config = "newIssueWelcomeComment: |\n" + "".join(f"  {line}\n" for line in text.splitlines())
    assert settings(moved(config, "config.yml"))["newcomers"]["welcome"]["issue"] == text


def test_questions_are_redirected_by_label_alone() -> None:
    triage = settings(moved("supportLabel: usage\nsupportComment: Ask the forum\n", "support.yml"))["triage"]
    assert triage == {
        "kinds": False,
        "labels": {"support": "usage"},
        "redirect": {"reply": "Ask the forum", "close": True},
    }


def test_nothing_is_closed_without_a_word() -> None:
    triage = settings(moved("supportComment: false\nclose: true\n", "support.yml"))["triage"]
    assert "redirect" not in triage


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("support.yml", "supportLabel: [a, b]\nsupportComment: Ask there\n"),
        ("no-response.yml", "daysUntilClose: 3\nresponseRequiredLabel: [a]\n"),
        ("stale.yml", "daysUntilStale: 3\nstaleLabel: {a: b}\n"),
    ],
)
def test_what_its_own_app_does_not_understand_does_nothing(name: str, text: str) -> None:
    draft = moved(text, name)
    assert settings(draft).keys() == {"mode", "plain_words"}
    assert {finding.outcome for finding in draft.findings} == {KeyOutcome.IMPOSSIBLE}


def test_of_several_texts_the_first_is_taken() -> None:
    draft = moved("requestInfoReplyComment: [Tell more, Say more]\n", "config.yml")
    assert settings(draft)["triage"]["needs_info"]["description"]["text"] == "Tell more"
    assert reasons(draft, "requestInfoReplyComment") == {
        "word for word, the first of 2 by turns": KeyOutcome.CHANGED
    }


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("config.yml", "newIssueWelcomeComment: Hi"),
        ("no-response.yml", "daysUntilClose: 4"),
        ("stale.yml", "daysUntilStale: 9"),
        ("support.yml", "supportLabel: question"),
    ],
)
def test_settings_of_another_repository_are_not_followed_and_it_is_said(name: str, key: str) -> None:
    draft = moved(f"_extends: org-settings\n{key}\n", name)
    assert reasons(draft, "_extends") == {
        "not followed: give the file of that repository to this command too": KeyOutcome.IMPOSSIBLE
    }


PROBOT_STALE = """
daysUntilStale: 40
exemptLabels: [pinned]
exemptMilestones: true
markComment: It rests.
issues: {daysUntilStale: 90, exemptLabels: []}
"""


def test_probots_stale_is_a_policy_for_issues_and_one_for_pull_requests() -> None:
    issues, pulls = settings(moved(PROBOT_STALE, "stale.yml"))["lifecycle"]["stale"]
    both = {"label": "wontfix", "close_after": "7d", "say": "It rests."}
    assert issues == {"on": "issue", "after": "90d", "exempt": {"milestones": True}, **both}
    exempt = {"labels": ["pinned"], "milestones": True}
    assert pulls == {"on": "pull_request", "after": "40d", "exempt": exempt, **both}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# defaults\n", {"issue": "7d", "pull_request": "7d"}),
        ("daysUntilStale: 9\nonly: pulls\n", {"pull_request": "7d"}),
        ("daysUntilStale: 9\ndaysUntilClose: false\n", {"issue": None, "pull_request": None}),
        ("daysUntilStale: 9\nexemptProjects: true\n", {}),
        ("daysUntilStale: 9\npulls: {exemptProjects: true}\n", {"issue": "7d"}),
    ],
)
def test_probots_stale_is_for_no_more_than_before(text: str, expected: dict[str, str | None]) -> None:
    listed = settings(moved(text, "stale.yml")).get("lifecycle", {}).get("stale", [])
    assert {policy["on"]: policy.get("close_after") for policy in listed} == expected


def test_an_empty_file_means_the_defaults_of_its_app() -> None:
    (policy,) = settings(moved("# nothing\n", "no-response.yml"))["lifecycle"]["stale"]
    assert policy == {
        "on": "issue",
        "only": {"labels": ["more-information-needed"]},
        "after": "7d",
        "close_after": "7d",
    }


PROW = (
    "plugins:\n  acme: [help, retitle, welcome]\n  acme/widget: {plugins: [assign]}\n  acme/other: [label]\n"
)


def test_prow_is_read_for_one_repository() -> None:
    with pytest.raises(OperatorError, match="--repository OWNER/REPO"):
        moved(PROW, "plugins.yaml")
    widget = settings(moved(PROW, "plugins.yaml", "acme/widget"))
    assert widget["commands"] == {"preset": "prow"}
    assert widget["assignment"] == {}
    assert widget["labels"] == {"families": []}
    assert "lifecycle" not in widget
    assert "families" not in settings(moved(PROW, "plugins.yaml", "acme/other"))["labels"]


LABELLED_BY_PROW = """
plugins: {acme/widget: [label, stage, wip, welcom, require-matching-label]}
tide: {}
label:
  restricted_labels: {acme/widget: [{label: a, allowed_users: [bob], assign_on: [{label: b}]}]}
require_matching_label:
  - {missing_label: needs-sig, org: acme, repo: widget, issues: true, regexp: '^(sig|wg|committee)/'}
"""


def test_prows_families_restrictions_and_what_is_no_matter_of_ours() -> None:
    draft = moved(LABELLED_BY_PROW, "plugins.yaml")
    labels = settings(draft)["labels"]
    assert labels["families"][-3:] == ["triage", "wg", "stage"]
    assert labels["require"] == [{"family": ["sig", "wg", "committee"], "label": "needs-sig", "on": "issue"}]
    lost = "as `labels.additional` and `labels.restricted`, without assign_on"
    assert reasons(draft, "label") == {lost: KeyOutcome.CHANGED}
    assert set(reasons(draft, "tide").values()) == {KeyOutcome.ELSEWHERE}
    assert set(reasons(draft, "plugin wip").values()) == {KeyOutcome.ELSEWHERE}
    assert "did you mean `welcome`?" in next(iter(reasons(draft, "plugin welcom")))


def test_of_restrictions_in_prow_the_nearest_counts_and_nobody_stays_nobody() -> None:
    text = """
plugins: {acme/widget: [label, help]}
help: {help_guidelines_summary: x}
label:
  restricted_labels:
    acme: [{label: A, allowed_users: [ann]}, {label: b}]
    acme/widget: [{label: a, allowed_teams: [bees]}]
"""
    draft = moved(text, "plugins.yaml")
    assert settings(draft)["labels"]["restricted"] == [
        {"labels": ["a"], "allowed": ["@acme/bees"]},
        {"labels": ["b"], "allowed": ["admin"]},
    ]
    assert set(reasons(draft, "help").values()) == {KeyOutcome.CHANGED}


def test_a_byte_order_mark_and_carriage_returns_change_nothing() -> None:
    plain = STALE.format(inputs=MESSAGES)
    odd = b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode()
    assert settings(migrate([("stale.yml", odd)])) == settings(moved(plain))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.yml", b"\xff\xfe\xfa", "cannot be read|not UTF-8|character"),
        ("a.yml", b"a: [1, 2", "a.yml:1:"),
        ("a.yml", b"plugins:\n{{- range .Values.repos }}\n  x: [label]\n", "render it first"),
        ("a.yml", b"jobs: {a: {steps: [{uses: actions/checkout@v4}]}}", "no step of this workflow"),
        ("a.yml", b"[1, 2]", "holds no settings"),
        ("a.yml", b"", "holds no settings"),
        ("a.yml", b"version: 2\nupdates: {a: 1}\n", "a.yml:2: updates is no setting"),
        ("a.yml", b"x: 1\nx: 2\n", "a second time"),
        ("a.yml", b"x" * 70_000, "64 KB"),
    ],
)
def test_bad_input_gets_one_sentence(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(OperatorError, match=sentence):
        migrate([(name, content)])


def test_of_a_whole_folder_what_is_of_other_tools_is_kept() -> None:
    others = {
        "workflows/ci.yml": "jobs: {test: {steps: [{uses: actions/checkout@v4}, {run: make}]}}",
        "dependabot.yml": "version: 2\nupdates: [{package-ecosystem: pip}]",
        "FUNDING.yml": "github: [acme]\npatreon: widget",
        "ISSUE_TEMPLATE/config.yml": "blank_issues_enabled: false",
    }
    files = [(f".github/{name}", text.encode()) for name, text in others.items()]
    draft = migrate([*files, (".github/labeler.yml", b"docs: docs/**\n")])
    assert [rule["label"] for rule in settings(draft)["triage"]["rules"]] == ["docs"]
    assert draft.sources == [".github/labeler.yml"]
    for name in others:
        kept = {"a file of another tool: keep it": KeyOutcome.ELSEWHERE}
        assert reasons(draft, name.rpartition("/")[2]) == kept
    with pytest.raises(OperatorError, match="no step of this workflow"):
        migrate(files)


@pytest.mark.parametrize("line_break", ["\\n", "\\r", "\\x85", "\\u2028"])
def test_no_text_of_a_source_ends_a_comment(line_break: str) -> None:
    words = f'"x{line_break}landed: act"'
    step = f"{{name: {words}, uses: actions/stale@v9, with: {{days-before-stale: 3}}}}"
    take = f"{{if: {words}, uses: bdougie/take-action@v1, with: {{trigger: take}}}}"
    config = settings(moved(f"jobs: {{a: {{steps: [{step}, {take}]}}}}"))
    assert config.keys() == {"mode", "plain_words", "lifecycle"}


def run(*arguments: str) -> Any:
    return CliRunner().invoke(bot.cli.app, ["migrate", *arguments])


def test_the_command_prints_the_file_and_says_what_became_of_each_key(tmp_path: Path) -> None:
    source = tmp_path / "labeler.yml"
    source.write_text("docs: docs/**\nodd: ./*\n")
    result = run(str(source))
    assert result.exit_code == 0
    assert YAML(typ="safe", pure=True).load(result.stdout)["triage"]["rules"][0]["label"] == "docs"
    assert f"{source}:2\todd\timpossible\t" in result.stderr
    assert "2 keys: 0 kept, 1 changed, 1 impossible, 0 elsewhere" in result.stderr
    assert source.read_text() == "docs: docs/**\nodd: ./*\n"


def test_the_command_never_writes_over_a_file(tmp_path: Path) -> None:
    source, output = tmp_path / "labeler.yml", tmp_path / "stewardbot.yml"
    source.write_text("docs: docs/**\n")
    assert run(str(source), "--output", str(output)).exit_code == 0
    written = output.read_text()
    again = run(str(source), "--output", str(output))
    assert isinstance(again.exception, OperatorError)
    assert "is there already" in str(again.exception)
    assert output.read_text() == written
