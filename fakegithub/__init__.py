"""A simulated GitHub: stateful, seeded by a world, in process or over real HTTP, with signed webhooks.

It plays GitHub, not the bot: it knows nothing of the rest of this program.
"""

from fakegithub.adoption.apply_payload import adopt, apply, state_from_payload
from fakegithub.adoption.fill_payload import fill_payload
from fakegithub.adoption.payload_fields import newest_time
from fakegithub.api import Api, Request
from fakegithub.github import GitHub
from fakegithub.http.faults import Fault, Faults
from fakegithub.http.reply import Reply
from fakegithub.model.permissions import assignable, role
from fakegithub.model.state import State
from fakegithub.people.person import Person
from fakegithub.server import Server
from fakegithub.webhooks.deliveries import Deliveries, Delivery
from fakegithub.webhooks.delivery_chaos import DeliveryChaos
from fakegithub.webhooks.webhook import Webhook
from fakegithub.world.document import World, WorldError

__all__ = [
    "Api", "Deliveries", "Delivery", "DeliveryChaos", "Fault", "Faults", "GitHub", "Person", "Reply",
    "Request", "Server", "State", "Webhook", "World", "WorldError", "adopt", "apply", "assignable",
    "fill_payload", "newest_time", "role", "state_from_payload",
]  # fmt: skip
