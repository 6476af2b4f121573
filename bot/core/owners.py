"""Names under which the engine itself, and no feature, signs effects, memories and problems."""

COMMANDS = "help"
"""Answers to commands. Plans and `/why` have always shown them under this name, which the commands about
the bot itself share."""
CONFIG = "config_check"
"""What is wrong with a repository's file, in the list of a plan's problems."""
ENGINE = "engine"
"""Budgets, and comments of ours that stand twice."""
