"""GitHub's descriptions, read once; without them the tests that need them are skipped, and it is said."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from fakegithub.http.versions import REMOVED
from tests.conftest import UNCHECKED
from tests.contract.description import RestDescription, WebhookDescription
from tests.contract.documents import Documents
from tests.contract.interfaces import INTERFACES, Interface, facing
from tests.contract.packages import GRAPHQL, REST, WEBHOOKS, Missing, Package


def read(package: Package) -> bytes:
    """The material, or the end of this test."""
    try:
        return package.read()
    except Missing as lacking:
        pytest.skip(f"{UNCHECKED}{lacking}")


@pytest.fixture(scope="session")
def rest() -> RestDescription:
    return RestDescription(read(REST))


@pytest.fixture(scope="session")
def newer_rest() -> RestDescription:
    """The published description is that of the older version; this is without what the newer one removed."""
    return RestDescription(read(REST), removed=REMOVED)


@pytest.fixture(scope="session")
def webhooks() -> WebhookDescription:
    return WebhookDescription(read(WEBHOOKS))


@pytest.fixture(scope="session")
def documents() -> Documents:
    return Documents(read(GRAPHQL))


@pytest.fixture(params=INTERFACES)
async def interface(request: pytest.FixtureRequest) -> AsyncIterator[Interface]:
    async with facing(request.param) as made:
        yield made
