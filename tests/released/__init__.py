"""A database of each release, `VERSION.db.gz`, as `freeze` writes it before a release."""
