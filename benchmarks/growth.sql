-- Other people's repositories, a hundred issues each, for bench_growth; `numbers` counts from 0.

INSERT INTO mirror_repositories (repo_id, owner_id, owner_type, full_name, name_key, private, archived,
    default_branch, installation_id, as_of, synced_at)
SELECT 1000000 + n, 2000000 + n / 10, 'Organization', 'org-' || (n / 10) || '/repo-' || n, 'org-' || (n
    / 10) || '/repo-' || n, 0, 0, 'main', 3000000 + n / 10, :now, :now
FROM numbers LIMIT :repositories;

INSERT INTO mirror_configs (repo_id, text, sha, source, good_text, good_sha, good_source, error,
    fetched_at)
SELECT 1000000 + n, :text, 'abc', '.github/stewardbot.yml', :text, 'abc', '.github/stewardbot.yml', '',
    :now
FROM numbers LIMIT :repositories;

INSERT INTO mirror_labels (repo_id, name, color, description)
SELECT 1000000 + n / 10, 'label-' || (n % 10), 'ededed', ''
FROM numbers LIMIT 10 * :repositories;

INSERT INTO mirror_subjects (repo_id, number, is_pull_request, title, state, author_id, labels,
    assignees, updated_at, snapshot)
SELECT 1000000 + n / 100, 1 + n % 100, n % 3 = 0, 'A subject like others', iif(n % 4, 'closed', 'open'),
    4000000 + n % 100003, '["bug"]', '[]', :now, '{"body": "' || :padding || '"}'
FROM numbers LIMIT :issues;

INSERT INTO mirror_people (person_id, login, type)
SELECT 4000000 + n, 'person-' || n, 'User'
FROM numbers LIMIT :issues / 10;

INSERT INTO ledger (at, repo_id, owner_id, number, person_id, person, what, detail, guid)
SELECT :now - n, 1000000 + n / 100, 2000000 + n / 1000, 1 + n % 100, 4000000 + n % 100003, 'somebody',
    'opened', '{}', 'past-' || n
FROM numbers LIMIT :issues;

INSERT INTO memory (feature, scope, key, value, version, updated_at)
SELECT 'welcome', 'owner:' || (2000000 + n % 1000), 'greeted:' || n, 'true', 1, :now
FROM numbers LIMIT :issues / 10;

INSERT INTO deliveries (guid, event, action, repo_id, number, lane, installation_id, received_at,
    payload, state, outcome, done_at)
SELECT 'past-' || n, 'issues', 'opened', 1000000 + n / 100, 1 + n % 100, (1000000 + n / 100) || '#' ||
    (1 + n % 100), 3000000, :now - 1000000, x'', 'done', 'acted', :now
FROM numbers LIMIT :issues / 10;

INSERT INTO outbox (key, guid, lane, ordinal, installation_id, repo_id, repository, number, feature,
    kind, because, effect, facts, state, due_at, created_at, settled_at)
SELECT 'past-' || n, 'past-' || n, (1000000 + n / 100) || '#' || (1 + n % 100), 0, 3000000, 1000000 + n
    / 100, 'org/repo', 1 + n % 100, 'triage', 'add_labels', 'the text', '{}', '[]', 'done', :now, :now,
    :now
FROM numbers LIMIT :issues / 10;
