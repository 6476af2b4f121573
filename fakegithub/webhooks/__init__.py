"""Webhooks and the attempts to deliver them."""
