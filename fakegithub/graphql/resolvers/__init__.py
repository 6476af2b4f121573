"""The fields of GitHub's GraphQL types, a module for each kind of object."""
