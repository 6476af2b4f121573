"""Reading what the bot wrote: is each lasting sentence true, short enough, and said at a fit time?

`season` reads `threads.jsonl` of a demo; `truth` says what is true of a subject; `table` has the predicate of
each message that stands for good. `lasting`, `length`, `calls`, `paths` and `refusals` are one rule each.
"""
