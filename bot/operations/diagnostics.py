"""What `doctor` looks at: each finding says how things stand, and how to fix what does not stand well."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.community.rota.shortage import Shortage
from bot.core import generated_docs
from bot.core.events.webhooks import SUBSCRIPTIONS
from bot.core.feature import Feature
from bot.core.permissions import OptionalRight, allows, awaited
from bot.core.ports.webhook_deliveries import Attempt
from bot.core.states import OutcomeKind
from bot.github.shapes import AppInstallation, HookConfig
from bot.settings.disk import mount_of, passing

SKEW_MOST = timedelta(seconds=30)
"""GitHub takes a key's word for a minute either way; half of that is time to worry."""
GIVEN_UP_NAMED = 5
"""So many of the deliveries that were given up are named."""
AFTER_BACKUP = "delete it, and make a new one"
"""What to do about a backup that holds somebody who was forgotten."""
NEWER = {
    "issue_dependencies": "an issue that gets blocked may be suggested until its next change",
    "merge_group": "a merge queue that requires the check of this bot waits for ever",
    "merge_queues": "a merge queue that requires the check of this bot waits for ever",
    "sub_issues": "an issue that is split up may be suggested whole until its next change",
}
"""Permissions and events that an older App has not accepted, and what that costs: all else works."""
OLDER_SERVER = "On a GitHub Enterprise Server that does not offer them nothing is to be done."
RECENT = 30
"""So many of the last deliveries are looked at."""


class Status(StrEnum):
    """How a thing stands that `doctor` looks at."""

    FINE = "fine"
    """As it must be."""
    DOUBT = "doubt"
    """The server works with it; somebody should look."""
    WRONG = "wrong"
    """Something does not work until it is put right."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `fix` is what to do, empty where all is well."""

    state: Status
    what: str
    statement: str
    fix: str = ""


def clock(ours: datetime, date_header: str) -> Finding:
    """Judge our clock by GitHub's, as its answer tells it."""
    try:
        theirs = parsedate_to_datetime(date_header)
    except ValueError:
        return Finding(Status.DOUBT, "clock", "GitHub's answer bears no date")
    skew = ours - theirs
    statement = f"{abs(skew.total_seconds()):.0f} s {'ahead of' if skew > timedelta() else 'behind'} GitHub's"
    if abs(skew) <= SKEW_MOST:
        return Finding(Status.FINE, "clock", statement)
    return Finding(
        Status.WRONG,
        "clock",
        statement,
        "Set the machine's clock by NTP: GitHub refuses keys out of time.",
    )


def permissions(
    features: Sequence[Feature[Any]], granted: Mapping[str, str], events: Sequence[str], page: str
) -> list[Finding]:
    """Compare what the App may do and hears with what the features need."""
    needed = generated_docs.permissions(features)
    lacking = _lacking(needed, granted)
    deaf = {name: name for name in SUBSCRIPTIONS if name not in events}
    where = _where(page)
    return [
        _without("permissions", "lacks", lacking, f"Grant them {where}.")
        if lacking
        else Finding(Status.FINE, "permissions", f"{len(needed)} of {len(needed)}"),
        _without("events", "does not hear", deaf, f"Subscribe to them {where}.")
        if deaf
        else Finding(Status.FINE, "events", "all that the features need"),
    ]


def _where(page: str) -> str:
    return f"under “Permissions & events” of the App ({page}); then each owner accepts it"


def _lacking(needed: Mapping[str, str], granted: Mapping[str, str]) -> dict[str, str]:
    """Return the permissions that are lacking or too weak, by name as they are written."""
    return {name: f"{name}: {how}" for name, how in needed.items() if not allows(granted, name, how)}


def _without(what: str, verb: str, lacking: Mapping[str, str], fix: str) -> Finding:
    """Return what comes of it that some things (by name, as they are written) were not granted."""
    costs = [f"without {name} {NEWER[name]}" for name in lacking if name in NEWER]
    statement = "; ".join([f"{verb} {', '.join(lacking.values())}", *dict.fromkeys(costs)])
    if len(costs) < len(lacking):
        return Finding(Status.WRONG, what, statement, fix)
    return Finding(Status.DOUBT, what, f"{statement}; all else works", f"{fix} {OLDER_SERVER}")


def optional_rights(
    features: Sequence[Feature[Any]],
    granted: Mapping[str, str],
    installed: Sequence[AppInstallation],
    page: str,
) -> list[Finding]:
    """Return what more there would be with permissions that the App does without."""
    return [
        Finding(Status.FINE, "optional right", statement, fix)
        for right in generated_docs.optional_rights(features)
        for statement, fix in [_optional(right, granted, installed, page)]
    ]


def _optional(
    right: OptionalRight, granted: Mapping[str, str], installed: Sequence[AppInstallation], page: str
) -> tuple[str, str]:
    if not allows(granted, right.permission, right.level):
        fix = f"To have that, grant it {_where(page)}; nothing else needs it."
        return f"{right} is not granted; with it {right.brings}", fix
    owners = [row for row in installed if not allows(row.permissions, right.permission, right.level)]
    logins = ", ".join(row.installation.account.login for row in owners)
    if not owners:
        return f"{right} is granted: {right.brings}", ""
    return (
        f"{right} is not accepted by {logins}; with it {right.brings}",
        "To have that, they accept it in the settings of their installed Apps; nothing else needs it.",
    )


def installations(
    needed: Mapping[str, str], installed: Sequence[AppInstallation], features: Sequence[Feature[Any]] = ()
) -> list[Finding]:
    """Tell of owners that have not accepted what the App asks for, or have suspended it, and which features
    cannot do all they are there for until then."""
    if not installed:
        fix = "Install it from its public page on the owner whose repositories it is to serve."
        return [Finding(Status.DOUBT, "installations", "the App is installed nowhere yet", fix)]
    findings = []
    for row in installed:
        login = row.installation.account.login
        lacking = _lacking(needed, row.permissions)
        off = [feature.name for feature in features if awaited(feature.needs, row.permissions)]
        if row.events:
            lacking |= {name: name for name in SUBSCRIPTIONS if name in NEWER and name not in row.events}
        if row.installation.suspended:
            fix = "An owner lifts this in the settings of their installed Apps."
            findings.append(Finding(Status.DOUBT, f"installation {login}", "suspended", fix))
        elif lacking:
            fix = (
                f"{login} must accept the new permissions and events in the settings of their installed Apps."
            )
            finding = _without(f"installation {login}", "lacks", lacking, fix)
            until = f"; until then off: {', '.join(off)}" if off else ""
            findings.append(replace(finding, statement=f"{finding.statement}{until}"))
    return findings or [Finding(Status.FINE, "installations", f"{len(installed)}, all up to date")]


def hook(config: HookConfig, path: str) -> Finding:
    """Judge where GitHub sends webhooks."""
    page = "in the App's settings, or with a tunnel while developing"
    if not config.url:
        return Finding(
            Status.WRONG, "webhook", "it points nowhere", f"Set it to https://your.host{path} {page}."
        )
    parts = urlsplit(config.url)
    if parts.path.rstrip("/") != path.rstrip("/"):
        fix = f"Its path must be {path} (setting WEBHOOK_PATH)."
        return Finding(Status.WRONG, "webhook", f"it points to {parts.path or '/'}", fix)
    if config.content_type != "json":
        return Finding(Status.WRONG, "webhook", "it sends forms", "Choose the content type application/json.")
    if parts.scheme != "https" or config.insecure:
        fix = "Put it behind HTTPS with a certificate that GitHub can check."
        return Finding(Status.DOUBT, "webhook", f"{config.url} is not safe on the way", fix)
    return Finding(Status.FINE, "webhook", config.url)


def deliveries(attempts: Sequence[Attempt]) -> Finding:
    """Judge how the last deliveries went, the newest first."""
    if not attempts:
        return Finding(
            Status.DOUBT, "deliveries", "GitHub has sent nothing in three days", "Install the App."
        )
    failed = [attempt for attempt in attempts if not attempt.succeeded]
    statement = f"{len(attempts) - len(failed)} of the last {len(attempts)} arrived"
    if not failed:
        return Finding(Status.FINE, "deliveries", statement)
    newest = failed[0].status
    fix = {
        401: "The secret on the App's page and WEBHOOK_SECRET differ: make them the same.",
        404: "Something else answers at that address: check host, port and WEBHOOK_PATH.",
        413: "A proxy before the server refuses large bodies: let it take 25 MB.",
        503: "The server could not store, or too much arrived at once: look at the disk and at its log.",
        0: "Nobody answers there: is the server running, and its port open to GitHub?",
    }.get(newest, "Look at the server's log for that time.")
    state = Status.WRONG if attempts[0] is failed[0] else Status.DOUBT
    return Finding(
        state, "deliveries", f"{statement}; the newest that failed: {newest or 'no answer'}",
        f"{fix} `stewardbot redeliver` asks for what failed.",
    )  # fmt: skip


def short_of_people(name: str, shortage: Shortage) -> Finding:
    """Tell of a rota of a repository with more open cases than its people can answer."""
    return Finding(Status.DOUBT, name, f"{shortage.sentence}.", f"Write {shortage.remedies} into its file.")


def dead_deliveries(rows: Sequence[tuple[str, OutcomeKind]]) -> Finding:
    """Judge the deliveries that ended without being decided: GUID and outcome."""
    if not rows:
        return Finding(Status.FINE, "given up", "no delivery")
    reasons = Counter(outcome for _, outcome in rows)
    some = " ".join(guid for guid, _ in rows[-GIVEN_UP_NAMED:])
    return Finding(
        Status.DOUBT,
        "given up",
        ", ".join(f"{count} {outcome}" for outcome, count in reasons.items()),
        f"The log and `stewardbot explain` say why; `stewardbot replay {some} --apply` tries them again.",
    )


def dead_effects(count: int) -> Finding:
    """Judge how many effects failed too often."""
    if not count:
        return Finding(Status.FINE, "effects", "none given up")
    fix = "`stewardbot explain OWNER/REPO#N` says why; `stewardbot replay GUID --apply` tries again."
    return Finding(Status.DOUBT, "effects", f"{count} given up", fix)


def disk(path: Path | None, mounts: str, environment: Mapping[str, str] = os.environ) -> Finding:
    """Whether the database's disk stays; `mounts` is what /proc/mounts says (empty: unknown)."""
    if path is None:
        return Finding(Status.WRONG, "disk", "the database is in memory", "Let DATABASE_URL name a file.")
    if kind := passing(path, mounts, environment):
        statement = f"{path} lies on {kind}, which goes with the machine or container"
        fix = "Put DATABASE_URL on a volume that stays."
        return Finding(Status.WRONG, "disk", statement, fix)
    return Finding(Status.FINE, "disk", f"{path} on {mount_of(path, mounts)[1] or 'a disk'}")


def forgotten(owed: bool, backups: Sequence[Path]) -> list[Finding]:
    """Return where people who were forgotten are still found: in the file, and in backups."""
    statement = "still holds somebody who was forgotten"
    mend = f"{AFTER_BACKUP[0].upper()}{AFTER_BACKUP[1:]}."
    findings = [Finding(Status.DOUBT, "backups", f"{file} {statement}", mend) for file in backups]
    if owed:
        statement = "traces of whoever was forgotten are left in the file or its log"
        mend = (
            "The server writes the file anew within the hour, once no other program reads it. If it has more "
            "than 512 MB, or no server runs: stop the server and run `stewardbot db vacuum`."
        )
        findings.append(Finding(Status.DOUBT, "forgotten", statement, mend))
    return findings
