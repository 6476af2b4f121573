"""What the tests speak: one room for each way to play the bot.

`in_process` is the whole road over the simulated GitHub in one process, on a clock that moves when a test
says so; most tests want its `story`. `over_http` puts real HTTP and a database file between the two, or runs
the program itself. `crash` kills it, `weather` lets everything else happen to it as well.
"""
