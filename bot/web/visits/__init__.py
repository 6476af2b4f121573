"""Who visits, what they may see, and how a page is declared: what all of `bot.web.pages` stands on."""
