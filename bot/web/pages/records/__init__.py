"""Pages of records: what the bot did, what is in force, who waits, how the server stands, and one's own."""
