"""What GitHub says of itself, and others of charts and pages: what we are measured by, and where it is kept.

They are large and not ours, so they stay outside the tree; `python -m tests.contract.fetch` brings them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

FETCHED_BY = "python3 -m tests.contract.fetch"


class Missing(Exception):
    """The package has not been fetched; the text says what therefore cannot be checked."""


@dataclass(frozen=True)
class Package:
    """One npm package, of which one file is needed; `describes` says of what it is the measure."""

    name: str
    version: str
    integrity: str
    file: str
    describes: str

    @property
    def spec(self) -> str:
        """As npm is asked for it."""
        return f"{self.name}@{self.version}"

    @property
    def path(self) -> Path:
        """Where the file lies once it is fetched."""
        folder_name = f"{self.name.rpartition('/')[2]}-{self.version}"
        return folder() / folder_name / Path(self.file).name

    def read(self) -> bytes:
        """The file. `Missing` when it is not there."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            raise Missing(self.describes) from None


def folder() -> Path:
    """`STEWARDBOT_MATERIAL`, or a folder of the user's cache."""
    if configured := os.environ.get("STEWARDBOT_MATERIAL"):
        return Path(configured)
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "stewardbot"


REST = Package(
    "@octokit/openapi",
    "23.0.2",
    "sha512-pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg==",
    "package/generated/api.github.com.json",
    "requests and answers of the REST API",
)
WEBHOOKS = Package(
    "@octokit/openapi-webhooks",
    "12.1.0",
    "sha512-Z5eDsLCUNbx1zHpZb1LNQirADqdMTvWJQ/deahi0ws+tWWnwHXB+Pr4jfmM9OrETS9Y5iW8ZRu1fdbudObhLrg==",
    "package/generated/api.github.com.json",
    "webhooks",
)
GRAPHQL = Package(
    "@octokit/graphql-schema",
    "15.26.1",
    "sha512-RFDC2MpRBd4AxSRvUeBIVeBU7ojN/SxDfALUd7iVYOSeEK3gZaqR2MGOysj4Zh2xj2RY5fQAUT+Oqq7hWTraMA==",
    "package/schema.graphql",
    "GraphQL documents",
)
EXAMPLES = Package(
    "@octokit/webhooks-examples",
    "7.6.1",
    "sha512-De6U3XB6O3DtCa7bKgCMzTHdeopqqZ6SNivMYJnK65ierKL1AnNIA0tkRYCRS7lwGT792d+Ps1WbfHlso6MynQ==",
    "package/api.github.com/index.json",
    "GitHub's example payloads on the whole road",
)
CHARTS = Package(
    "vega-lite",
    "6.4.3",
    "sha512-d/7hPjfz560UERaQuTmGgIVfXAe3g2hJWeC+igDeaGohUdEoNrHLXgR/yTOBT8vV/lIuuKnw+0/xWWblkDwkMQ==",
    "package/build/vega-lite-schema.json",
    "specifications of charts",
)
ACCESSIBILITY = Package(
    "axe-core",
    "4.14.1",
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    "package/axe.min.js",
    "accessibility of pages",
)
PACKAGES = (REST, WEBHOOKS, GRAPHQL, EXAMPLES, CHARTS, ACCESSIBILITY)
