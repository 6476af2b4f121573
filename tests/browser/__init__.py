"""What pages are in a real browser, and what they bring from elsewhere."""
