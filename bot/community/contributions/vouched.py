"""`VOUCHED.td`: people whom a project trusts, one a line, as some projects keep them in a file.

A line is `login` or `github:login`, and may go on with words. Lines that begin with `-` denounce somebody:
they are not read.

https://github.com/mitchellh/vouch
"""

import re

PATHS = (".github/VOUCHED.td", "VOUCHED.td")
"""Where it stands, the first place first."""
MOST = 10_000
"""Lines that are read."""
_LINE = re.compile(r"(?:github:)?@?([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))(?:\s.*)?", re.IGNORECASE)


def vouched_logins(text: str) -> tuple[str, ...]:
    """Return the logins of a file, in lower case, each once."""
    lines = (line.strip() for line in text.splitlines()[:MOST])
    matches = (_LINE.fullmatch(line) for line in lines if line and line[0] not in "#-")
    return tuple(dict.fromkeys(match[1].casefold() for match in matches if match))
