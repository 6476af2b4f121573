"""The domain: what the bot knows about communities, as rules on the core's values. No I/O of its own."""

LATER = "Accepted, acted on in a later version."
"""What the description of a config key says that no rule reads yet."""
