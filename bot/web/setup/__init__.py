"""Setting up: a server without an App shows one person how to make it on GitHub, and becomes the bot."""
