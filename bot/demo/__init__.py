"""The demo: a season of one believable community, played by the real engine against the simulated GitHub.

`community` is where it is set, `texts` what people write, `issues` and `pulls` the scenes they play; `season`
says who plays which when. `playback` lets time pass; `recorded_facts` reads from the bot's own database what
came of it, and `report` writes that down for a colleague to read. Nobody in it is a real person.
"""
