"""What can happen on GitHub: every change to the state, and the webhook it sends.

The REST routes, the simulated people and (later) GraphQL all change the state through here, so that a change
is told the same way whoever made it. `actor` is who does it. A change that changes nothing tells nothing.
"""
