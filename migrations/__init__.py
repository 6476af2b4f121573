"""The steps from one version of the database to the next; `bot.store.sql.migrate` runs them."""
