"""The tables. Their names are fixed; `migrations` makes them, and a test holds the two together."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    and_,
    event,
    func,
    literal_column,
    text,
)

from bot.store.sql.columns import BigId, Instant, Packed, Words, json_word
from bot.store.sql.word_index import make as make_index

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _json() -> JSON:
    return JSON(none_as_null=True)


deliveries = Table(
    "deliveries",
    metadata,
    Column("seq", BigId, primary_key=True),
    Column("guid", Words, nullable=False, unique=True),
    Column("event", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("repo_id", BigInteger),
    Column("number", BigInteger),
    Column("lane", Words, nullable=False),
    Column("installation_id", BigInteger),
    Column("received_at", Instant, nullable=False),
    Column("payload", Packed(), nullable=False),
    Column("state", Words, nullable=False, server_default="new"),
    Column("outcome", Words),
    Column("reason", Words),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", Instant),
    Column("done_at", Instant),
    Column("trace", _json()),
    sqlite_autoincrement=True,
)
"""What GitHub sent, one row a GUID. state: new, done, dead. `next_at`: not before, after a failure."""

# What a partial index leaves out is said once; `postgres` says it to its dialect, which SQLite need not load.
_open = text("state = 'new'")
Index("ix_deliveries_open", deliveries.c.lane, deliveries.c.seq, sqlite_where=_open)
_tried_again = text("state = 'new' AND next_at IS NOT NULL")
Index("ix_deliveries_next_at", deliveries.c.next_at, sqlite_where=_tried_again)
Index("ix_deliveries_subject", deliveries.c.repo_id, deliveries.c.number, deliveries.c.seq)
Index("ix_deliveries_received_at", deliveries.c.received_at)
# Only the ended ones: in an index of all states the planner would look for the open ones.
_ended = text("state <> 'new'")
Index(
    "ix_deliveries_ended",
    deliveries.c.state,
    deliveries.c.outcome,
    sqlite_where=_ended,
)

_bulky = text("state <> 'new' AND length(payload) > 0")
Index("ix_deliveries_bulky", deliveries.c.received_at, sqlite_where=_bulky)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("key", Words, nullable=False, unique=True),
    Column("guid", Words, nullable=False),
    Column("lane", Words, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("installation_id", BigInteger, nullable=False),
    Column("repo_id", BigInteger, nullable=False),
    Column("repository", Words, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("feature", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("because", Words, nullable=False),
    Column("effect", _json(), nullable=False),
    Column("facts", _json(), nullable=False),
    Column("state", Words, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", Instant, nullable=False),
    Column("deadline_at", Instant),
    Column("lease_at", Instant),
    Column("fence", BigInteger, nullable=False, server_default="0"),
    Column("remote_id", BigInteger),
    Column("note", Words, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("looks", Integer, nullable=False, server_default="0"),
    Column("look_from", Instant),
    Column("rank", Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)
"""Effects to do and done. state: `bot.core.states.EffectState`. number 0: the repository.

`fence` counts the claims: whoever holds an older one may not settle the row. `facts` are memories
([scope, feature, key]) that fall with the effect. `looks`: how often it is to be looked for on
GitHub before it is sent, because it may be there already; back to `look_from`, or else to `created_at`.
`rank`: `bot.core.states.EffectRank`."""

_unsettled = text("state IN ('waiting', 'intent')")
Index("ix_outbox_unsettled", outbox.c.lane, outbox.c.id, sqlite_where=_unsettled)
Index("ix_outbox_subject", outbox.c.repo_id, outbox.c.number, outbox.c.id)
Index("ix_outbox_repository", outbox.c.repo_id, outbox.c.id)
Index("ix_outbox_guid", outbox.c.guid)
_settled = text("state NOT IN ('waiting', 'intent')")
Index("ix_outbox_settled", outbox.c.state, sqlite_where=_settled)

Index("ix_outbox_settled_at", outbox.c.settled_at, sqlite_where=_settled)

decisions = Table(
    "decisions",
    metadata,
    Column("guid", Words, primary_key=True),
    Column("lane", Words, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("before", _json(), nullable=False),
)
"""Decisions with effects that are not out yet, by lane, and what they wrote over. `since`: when their cause
came in."""

pauses = Table(
    "pauses",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("installation_id", BigInteger, nullable=False),
    Column("resource", Words, nullable=False),
    Column("until", Instant, nullable=False),
    Column("reason", Words, nullable=False),
    UniqueConstraint("installation_id", "resource"),
)
"""Installations that may not write for now, and why."""

created_content = Table(
    "created_content",
    metadata,
    Column("installation_id", BigInteger, primary_key=True, autoincrement=False),
    Column("ordinal", BigInteger, primary_key=True, autoincrement=False),
    Column("repo_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
)
"""What was created on GitHub within the last hour, and for which repository. `ordinal` counts on, so that of
two who create at the same time the second begins anew."""

Index("ix_created_content_repository", created_content.c.repo_id, created_content.c.at)

ledger = Table(
    "ledger",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("repo_id", BigInteger, nullable=False),
    Column("owner_id", BigInteger, nullable=False),
    Column("number", BigInteger),
    Column("person_id", BigInteger, nullable=False),
    Column("person", Words, nullable=False),
    Column("what", Words, nullable=False),
    Column("detail", _json(), nullable=False),
    Column("guid", Words, nullable=False),
    sqlite_autoincrement=True,
)
"""Who did what when."""

Index(
    "ix_ledger_person",
    ledger.c.person_id,
    ledger.c.repo_id,
    ledger.c.what,
    ledger.c.at,
    ledger.c.owner_id,
)
"""What somebody ever did is counted from it alone."""

Index("ix_ledger_repository", ledger.c.repo_id, ledger.c.what, ledger.c.at)
Index("ix_ledger_subject", ledger.c.repo_id, ledger.c.number, ledger.c.what)

Index("ix_ledger_at", ledger.c.at)

memory = Table(
    "memory",
    metadata,
    Column("feature", Words, primary_key=True),
    Column("scope", Words, primary_key=True),
    Column("key", Words, primary_key=True),
    Column("value", _json()),
    Column("version", BigInteger, nullable=False),
    Column("updated_at", Instant),
)
"""What features remember. A forgotten row keeps its version (value NULL), so that no version comes twice."""

Index("ix_memory_scope", memory.c.scope)

case_steward = func.lower(json_word(memory.c.value, "steward"))
"""Who has the case that a row of memory is, in lower case."""
is_open_case = and_(
    memory.c.feature == literal_column("'case'"),
    memory.c.key == literal_column("'case'"),
    json_word(memory.c.value, "resolved_at").is_(None),
)
"""Which rows of memory are open support cases, as the index has it."""
Index(
    "ix_memory_open_cases",
    case_steward,
    memory.c.scope,
    sqlite_where=is_open_case,
)

timers = Table(
    "timers",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("repo_id", BigInteger, nullable=False),
    Column("owner_id", BigInteger, nullable=False),
    Column("installation_id", BigInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("lane", Words, nullable=False),
    Column("feature", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("slot", Words, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("data", _json(), nullable=False),
    Column("state", Words, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("rung", BigInteger, nullable=False, server_default="0"),
    UniqueConstraint("repo_id", "number", "feature", "key", "slot"),
)
"""Wake-ups. state: waiting, done, dead. `slot` is empty except for jobs, which run once a slot. `rung` begins
with when it was first due (Unix time), and is one more after each ring."""

_waiting = text("state = 'waiting'")
Index("ix_timers_due", timers.c.due_at, sqlite_where=_waiting)
Index("ix_timers_lane", timers.c.lane, timers.c.due_at, sqlite_where=_waiting)

_rung = text("state <> 'waiting'")
Index("ix_timers_rung", timers.c.due_at, sqlite_where=_rung)

mirror_installations = Table(
    "mirror_installations",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("account_id", BigInteger, nullable=False),
    Column("account", Words, nullable=False),
    Column("suspended_at", Instant),
    Column("removed_at", Instant),
    Column("permissions", _json()),
)

mirror_repositories = Table(
    "mirror_repositories",
    metadata,
    Column("repo_id", BigInteger, primary_key=True, autoincrement=False),
    Column("owner_id", BigInteger, nullable=False),
    Column("owner_type", Words, nullable=False),
    Column("full_name", Words, nullable=False),
    Column("name_key", Words, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("archived", Boolean, nullable=False),
    Column("default_branch", Words, nullable=False),
    Column("installation_id", BigInteger),
    Column("as_of", Instant, nullable=False),
    Column("synced_at", Instant),
    Column("left_at", Instant),
)
"""`name_key` is the name in lower case; `as_of` when GitHub last spoke about the repository itself;
`synced_at` when the first sync ended; no installation: the App is not installed there (any more, since
`left_at`)."""

Index("ix_mirror_repositories_name_key", mirror_repositories.c.name_key)
Index("ix_mirror_repositories_owner_id", mirror_repositories.c.owner_id)
Index("ix_mirror_repositories_installation_id", mirror_repositories.c.installation_id)

mirror_former_names = Table(
    "mirror_former_names",
    metadata,
    Column("name_key", Words, primary_key=True),
    Column("repo_id", BigInteger, nullable=False),
)
"""What repositories were called before, in lower case, and which bore each name last."""

Index("ix_mirror_former_names_repo_id", mirror_former_names.c.repo_id)

mirror_people = Table(
    "mirror_people",
    metadata,
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("login", Words, nullable=False),
    Column("type", Words, nullable=False),
    Column("node_id", Words, nullable=False, server_default=""),
)
"""Accounts by id. `node_id`, here and below, is GraphQL's id of a thing; empty until GitHub has told it."""

Index("ix_mirror_people_login", func.lower(mirror_people.c.login))

mirror_subjects = Table(
    "mirror_subjects",
    metadata,
    Column("repo_id", BigInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("is_pull_request", Boolean, nullable=False),
    Column("title", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("author_id", BigInteger, nullable=False),
    Column("labels", _json(), nullable=False),
    Column("assignees", _json(), nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("snapshot", _json(), nullable=False),
)
"""Issues and pull requests as GitHub last told; `snapshot` is a core `Subject` with its body cut short."""

_is_open = text("state = 'open'")
Index(
    "ix_mirror_subjects_open",
    mirror_subjects.c.repo_id,
    mirror_subjects.c.number,
    sqlite_where=_is_open,
)

Index("ix_mirror_subjects_updated_at", mirror_subjects.c.repo_id, mirror_subjects.c.updated_at)
Index(
    "ix_mirror_subjects_author",
    mirror_subjects.c.repo_id,
    mirror_subjects.c.author_id,
    mirror_subjects.c.number,
    mirror_subjects.c.state,
)

is_assigned = text("state = 'open' AND CAST(assignees AS TEXT) <> '[]'")
"""Which subjects are open and somebody's, as the index has it."""
Index(
    "ix_mirror_subjects_assigned",
    mirror_subjects.c.repo_id,
    mirror_subjects.c.state,  # With it SQLite prefers this index, in whatever order they were made.
    mirror_subjects.c.number,
    sqlite_where=is_assigned,
)

mirror_labels = Table(
    "mirror_labels",
    metadata,
    Column("repo_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Words, primary_key=True),
    Column("color", Words, nullable=False),
    Column("description", Words, nullable=False),
    Column("node_id", Words, nullable=False, server_default=""),
)

mirror_comments = Table(
    "mirror_comments",
    metadata,
    Column("target", Words, primary_key=True),
    Column("comment_id", BigInteger, primary_key=True, autoincrement=False),
    Column("repo_id", BigInteger, nullable=False),
    Column("node_id", Words, nullable=False),
    Column("named_at", Instant, nullable=False),
)
"""Comments and reviews that effects name: our own, and those that a reaction of ours is on. `target` tells
their kinds apart, `named_at` is when one was last named."""

Index("ix_mirror_comments_repo_id", mirror_comments.c.repo_id)
Index("ix_mirror_comments_named_at", mirror_comments.c.named_at)

mirror_links = Table(
    "mirror_links",
    metadata,
    Column("repo_id", BigInteger, primary_key=True, autoincrement=False),
    Column("issue", BigInteger, primary_key=True, autoincrement=False),
    Column("pull", BigInteger, primary_key=True, autoincrement=False),
)
"""Open pull requests that say they close an issue."""

Index("ix_mirror_links_pull", mirror_links.c.repo_id, mirror_links.c.pull)

mirror_configs = Table(
    "mirror_configs",
    metadata,
    Column("repo_id", BigInteger, primary_key=True, autoincrement=False),
    Column("text", Words, nullable=False),
    Column("sha", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("good_text", Words),
    Column("good_sha", Words),
    Column("good_source", Words),
    Column("error", Words, nullable=False),
    Column("fetched_at", Instant, nullable=False),
)
"""Each repository's file as last read, and the last one that was valid."""

sessions = Table(
    "sessions",
    metadata,
    Column("digest", Words, primary_key=True),
    Column("account_id", BigInteger, nullable=False),
    Column("login", Words, nullable=False),
    Column("repositories", _json(), nullable=False),
    Column("ends_at", Instant, nullable=False),
)
"""Who is signed in to the pages. `digest` is that of the id in their cookie, from which nobody finds the id;
`repositories` are the ids of those that GitHub showed them when they signed in."""

Index("ix_sessions_account_id", sessions.c.account_id)
Index("ix_sessions_ends_at", sessions.c.ends_at)

backfills = Table(
    "backfills",
    metadata,
    Column("repo_id", BigInteger, primary_key=True, autoincrement=False),
    Column("run", Integer, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("stage", Words, nullable=False),
    Column("cursor", Words),
    Column("bound", Instant, nullable=False),
    Column("began", Instant, nullable=False),
    Column("several", Boolean, nullable=False),
    Column("subjects", BigInteger, nullable=False),
    Column("known_since", Instant),
    Column("known_until", Instant),
)
"""How far the past of a repository has been read (`bot.store.backfill.runs`), and of which time the ledger
has all of it: from `known_since` until before `known_until`."""

backfill_rests = Table(
    "backfill_rests",
    metadata,
    Column("repo_id", BigInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("node", Words, nullable=False),
    Column("cursor", Words, nullable=False),
)
"""Threads too long for a page of the past, and the cursor after which they go on."""

learnt_models = Table(
    "learnt_models",
    metadata,
    Column("repo_id", BigInteger, primary_key=True, autoincrement=False),
    Column("owner_id", BigInteger, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("pooled", Boolean, nullable=False),
    Column("examples", _json(), nullable=False),
    Column("labelled", _json(), nullable=False),
    Column("blob", LargeBinary, nullable=False),
    Column("learnt_at", Instant, nullable=False),
)
"""What a repository's labels taught (`bot.store.learning.models`): checksums and weights, no words."""

similar_texts = Table(
    "similar_texts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("repo_id", BigInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("title", Words, nullable=False),
    Column("body", Words, nullable=False),
    UniqueConstraint("repo_id", "number"),
)
"""The stems of issues' titles and texts, divided by blanks, by which similar issues are found."""
event.listen(similar_texts, "after_create", lambda _, conn, **__: make_index(conn))

similar_words = Table(
    "similar_words",
    metadata,
    Column("repo_id", BigInteger, primary_key=True, autoincrement=False),
    Column("word", Words, primary_key=True),
    Column("issues", BigInteger, nullable=False),
)
"""How many issues of a repository have a stem; under the empty one all are counted."""

similar_due = Table(
    "similar_due",
    metadata,
    Column("repo_id", BigInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
)
"""Issues whose text is new and waits for the index."""
