"""The domain: what the bot knows about communities, as rules on the core's values. No I/O of its own."""
