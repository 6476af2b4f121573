"""A simulated GitHub: stateful, seeded by a world, in process or over real HTTP, with signed webhooks.

It plays GitHub, not the bot: it knows nothing of the rest of this program.
"""

from fakegithub.github import GitHub
from fakegithub.http.api import Api, Request
from fakegithub.http.faults import Fault, Faults
from fakegithub.http.routing import Reply
from fakegithub.http.server import Server
from fakegithub.people import Person
from fakegithub.state.access import assignable, role
from fakegithub.state.state import State
from fakegithub.webhooks.deliveries import Deliveries, Delivery
from fakegithub.webhooks.delivery_chaos import Disorder
from fakegithub.webhooks.webhooks import Webhook
from fakegithub.world.adoption import adopt, apply, state_from_payload
from fakegithub.world.fill_payload import complete
from fakegithub.world.payload_fields import newest_time
from fakegithub.world.world import World, WorldError

__all__ = [
    "Api", "Deliveries", "Delivery", "Disorder", "Fault", "Faults", "GitHub", "Person", "Reply", "Request",
    "Server", "State", "Webhook", "World", "WorldError", "adopt", "apply", "assignable", "complete",
    "newest_time", "role", "state_from_payload",
]  # fmt: skip
