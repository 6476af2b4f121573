"""Random histories of two organizations, and who is welcomed in them.

The whole road decides, commits and writes over the simulated GitHub, with deliveries held back, shuffled,
handled side by side and told again. Afterwards GitHub itself is asked who was welcomed, and how often.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.states import OperatorMode
from bot.services.newcomer_check import RECENTLY
from bot.simulation.passing_time import pass_time
from bot.simulation.simulation import Simulation
from bot.store import inbox
from bot.store.inbox import Arrival
from bot.web.envelope import arrival_of
from fakegithub.webhooks.webhook import Webhook
from handlers import help, welcome
from tests.harness.in_process.greeting_life import HELLO, Life
from tests.harness.in_process.story import MONDAY

STEPS = (6, 16)
"""Acts in a history, at least and at most."""


class History(Life):
    """One history, drawn from its seed; `live` plays it, and says what was wrong with it."""

    greetings = 0

    async def live(self) -> list[str]:
        """Play it; every fault as a sentence."""
        features = (welcome.feature, help.feature)
        async with Simulation(
            self.github, self.clock, mode=OperatorMode.ACT, features=features
        ) as self.simulation:
            await self.simulation.install()
            for _ in range(self.draw.randint(*STEPS)):
                self.step()
                if self.draw.random() < 0.55:
                    await self._hears()
            await self._hears()
            await self._hears()
            rows = await self.simulation.bot.db.read(lambda conn: inbox.since(conn, MONDAY))
        return self._faults() + [
            f"{row.guid} is {row.state}: {row.reason}" for row in rows if row.state != "done"
        ]

    async def _hears(self) -> None:
        """What was held back comes all at once, subjects side by side, in some order."""
        waiting = [self._arrival(each) for each in self.github.webhooks]
        self.github.webhooks.clear()
        if self.draw.random() < 0.3:
            self.draw.shuffle(waiting)
        self.arrivals += waiting
        for old, fresh in self.again:
            self.count += 1
            guid = f"again-{self.count}" if fresh else old.guid
            waiting.append(replace(old, guid=guid, received_at=self.clock.now()))
        self.again.clear()
        for each in waiting:
            await self.simulation.bot.inbox.put(each)
        self._told_too_late()
        for opening in self.openings:
            opening.heard = True
        self.told.append(f"  the bot hears {len(waiting)}: {' '.join(each.guid for each in waiting)}")
        end = self.clock.now() + timedelta(hours=1 if self.draw.random() < 0.1 else 0)
        await self._works(end)
        await self.simulation.settle()

    def _told_too_late(self) -> None:
        """Of two subjects of one person more than a day apart, both heard of only now, either may come first;
        and whoever wrote long before is no newcomer. Then silence is right, and so is a welcome."""
        news = [each for each in self.openings if not each.heard]
        for each in news:
            theirs = [o.at for o in news if o.who is each.who and o.owner == each.owner]
            if max(theirs) - min(theirs) > RECENTLY:
                each.expects = False
                self.early.add(each.who.id)

    async def _works(self, end: datetime) -> None:
        runner = self.simulation.bot.runner
        await pass_time(
            self.clock, end, settle=lambda: runner.drain(lanes_at_once=8), next_due=runner.next_due
        )

    def _arrival(self, webhook: Webhook) -> Arrival:
        body = json.dumps(webhook.payload).encode()
        self.count += 1
        guid = f"{self.count}-{webhook.event}.{webhook.payload.get('action', '')}"
        return arrival_of(guid, webhook.event, body, self.clock.now())

    def _faults(self) -> list[str]:
        bot = self.github.state.app.bot
        greeted: Counter[tuple[int, str]] = Counter()
        in_one: Counter[tuple[int, int]] = Counter()
        faults = []
        for each in self.openings:
            said = [word.body for word in each.words.values() if word.author is bot]
            hellos = sum(HELLO in body or "welcome" in body for body in said)
            greeted[each.who.id, each.owner] += hellos
            in_one[each.who.id, each.repo] += hellos
            if hellos and each.forbidden:
                faults.append(f"{each.who.login} was greeted: {each.forbidden}")
        for (person, owner), times in greeted.items():
            if times > 1:
                faults.append(f"{self._called(person)} was greeted {times} times by {owner}")
        for (person, _), times in in_one.items():
            if times > 1:
                faults.append(f"{self._called(person)} was greeted {times} times in one repository")
        for each in self.openings:
            if each.expects and not greeted[each.who.id, each.owner]:
                faults.append(f"{each.who.login} was not greeted by {each.owner}")
        said = [
            word.body for issue in self._issues() for word in issue.comments.values() if word.author is bot
        ]
        for name in ("dora", "dependabot"):  # at home everywhere, and a bot
            if any(f"@{name}" in body for body in said):
                faults.append(f"{name} was addressed")
        self.greetings = sum(greeted.values())
        return faults

    def _called(self, person: int) -> str:
        return next(each.who.login for each in self.openings if each.who.id == person)
