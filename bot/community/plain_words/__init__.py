"""Plain words: what a comment without any command says, read by one reader. Pure.

`hear` takes a comment's own words and who writes where, and returns what is heard as one `Heard`. The phrases
stand in `words.<language>.toml`, and all six languages are read in every repository: whoever writes chooses.
"""

from bot.community.plain_words.heard import Heard, Place, Writer
from bot.community.plain_words.reader import hear

__all__ = ["Heard", "Place", "Writer", "hear"]
