"""Plain words: what a comment without any command says, read by one reader. Pure.

`hear` takes a comment's own words and who writes where, and returns what is heard as one `Meaning`. The
phrases stand in `words.<language>.toml`; all six languages are read in every repository, for whoever writes
chooses.
"""

from bot.community.plain_words.meanings import Meaning, Speaker, ThreadKind
from bot.community.plain_words.reader import hear

__all__ = ["Meaning", "Speaker", "ThreadKind", "hear"]
