"""The documentation as a site: `make site` builds it, with warnings as errors."""

project = "Stewardbot"
author = "The Stewardbot authors"
extensions = ["myst_parser"]
myst_heading_anchors = 4  # links to headings are GitHub's, so that a page reads the same there
nitpicky = True
html_theme = "furo"
html_title = "Stewardbot"
html_copy_source = False
html_theme_options = {"top_of_page_buttons": []}
highlight_language = "text"

PROGRAM = "<!-- here the site lists every command -->"


def _list_commands(_app, _page, source):
    """Put the program's own commands into the page that asks for them."""
    if PROGRAM in source[0]:
        from bot.cli.reference import program_page  # noqa: PLC0415  only this page needs the program

        source[0] = source[0].replace(PROGRAM, program_page())


def setup(app):
    """Sphinx calls this once."""
    app.connect("source-read", _list_commands)
