"""Numbers of a repository, as pages and people ask for them."""
