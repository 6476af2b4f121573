"""Foreign text in a CSV file: what a spreadsheet would run is text there, as Markdown is in a comment."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell_text(text: str) -> str:
    """Return a text, with an apostrophe before one that a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
