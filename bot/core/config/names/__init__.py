"""What a repository's file names: of which thing each name is, and whether that is there."""
