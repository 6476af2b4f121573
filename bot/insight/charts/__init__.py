"""Charts as Vega-Lite's specifications, each with the same numbers as a table."""
