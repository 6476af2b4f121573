"""What people do on GitHub, one method each."""
