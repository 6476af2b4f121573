"""The demo: a season of one believable community, played on the real road against the simulated GitHub.

`community` is the stage, `texts` what people write, `scenes` what they do, `season` who does it when. The
`director` lets time pass and plays it; `record` reads off the bot's own books what came of it, and `report`
writes that down for a colleague to read. Nobody in it is a real person.
"""
