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
