"""The mirror: GitHub as it last told us, so that most questions need no request.

`apply` takes every event; rows change only when what they hold is not newer. `put_subjects`, `put_labels`
and `end_sync` are the first sync. The rest reads.
"""

from bot.store.mirror.comments import comment_nodes, put_comment_node
from bot.store.mirror.configs import Planned, StoredConfig, config, planned, put_config
from bot.store.mirror.events import apply
from bot.store.mirror.installations import (
    InstallationRecord,
    installation,
    installations,
    put_granted,
    reconcile_installation,
)
from bot.store.mirror.milestones import milestones, put_milestones
from bot.store.mirror.people import know_members, known_people, known_since, people_nodes, person_at_home
from bot.store.mirror.repositories import (
    has_others,
    installation_of,
    installed_among,
    is_served,
    is_served_by_name,
    public_repositories,
    renamed,
    repositories,
    repository,
    repository_named,
    synced_at,
    unsynced,
)
from bot.store.mirror.subjects import (
    completed,
    is_nobodys,
    linked_pulls,
    newest_issues,
    newest_pulls,
    open_subjects,
    open_with,
    subject,
    subject_nodes,
    subjects,
    subjects_by,
    with_known,
)
from bot.store.mirror.sync import end_sync, labels, news_since, put_labels, put_subjects

__all__ = [
    "InstallationRecord",
    "Planned",
    "StoredConfig",
    "apply",
    "comment_nodes",
    "completed",
    "config",
    "end_sync",
    "has_others",
    "installation",
    "installation_of",
    "installations",
    "installed_among",
    "is_nobodys",
    "is_served",
    "is_served_by_name",
    "know_members",
    "known_people",
    "known_since",
    "labels",
    "linked_pulls",
    "milestones",
    "newest_issues",
    "newest_pulls",
    "news_since",
    "open_subjects",
    "open_with",
    "people_nodes",
    "person_at_home",
    "planned",
    "public_repositories",
    "put_comment_node",
    "put_config",
    "put_granted",
    "put_labels",
    "put_milestones",
    "put_subjects",
    "reconcile_installation",
    "renamed",
    "repositories",
    "repository",
    "repository_named",
    "subject",
    "subject_nodes",
    "subjects",
    "subjects_by",
    "synced_at",
    "unsynced",
    "with_known",
]
