"""What the App asks about itself: installations, tokens, its webhook, the login."""
