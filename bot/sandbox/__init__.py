"""A simulated GitHub: stateful, seeded by a world, in process or over real HTTP, with signed webhooks.

It plays GitHub, not the bot: it knows nothing of the rest of this program.
"""

from bot.sandbox.access import assignable, role
from bot.sandbox.adoption import adopt, apply, state_from_payload
from bot.sandbox.api import Api, Request
from bot.sandbox.complete import complete
from bot.sandbox.deliveries import Deliveries, Delivery
from bot.sandbox.disorder import Disorder
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.github import GitHub
from bot.sandbox.people import Person
from bot.sandbox.routing import Reply
from bot.sandbox.server import Server
from bot.sandbox.state import State
from bot.sandbox.told import newest_time
from bot.sandbox.webhooks import Webhook
from bot.sandbox.world import World, WorldError

__all__ = [
    "Api", "Deliveries", "Delivery", "Disorder", "Fault", "Faults", "GitHub", "Person", "Reply", "Request",
    "Server", "State", "Webhook", "World", "WorldError", "adopt", "apply", "assignable", "complete",
    "newest_time", "role", "state_from_payload",
]  # fmt: skip
