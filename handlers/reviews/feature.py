"""The declaration of the feature, and its section of the file."""

from __future__ import annotations

from bot.core.config.base import Section
from bot.core.config.shared import Notify
from bot.core.feature import Feature
from bot.core.schedule import Duration


class Reviews(Section):
    """Reminders about reviews."""

    remind_after: Duration = Duration.parse("3 working days")
    """A review that was asked for is recalled after so long without a word."""


feature = Feature(
    "reviews",
    summary="Reminds those who were asked for a review and have said nothing for a while.",
    config=Reviews,
    also={"notify": Notify},
    needs={"pull_requests": "write", "members": "read"},
    docs="""Whoever is asked for a review, a person or a team, and says nothing on the pull request for
`reviews.remind_after` is reminded once for each time they are asked: in the private channel
`notify: {reviews: …}` where there is one, else by a comment, at most one a day on a pull request. The time is
counted in the working time of the person, without their absences, where they are on a rota. No clock runs for
drafts. The author of the pull request is never reminded of anything.""",
)
