"""What the author of a pull request reads at the gate, in at most sixty words."""

from bot.community.contributions.rules import GateOutcome, GateRule, Unmet
from bot.core.markdown import NOTHING, Markdown, bare, code, file_link, issue_ref, joined
from bot.core.messages import load
from bot.core.model import Subject
from bot.services.locale import Locale
from handlers.contributions.feature import Ctx

TEXT = load(f"{__package__}.messages")

MOST_TOLD = 2
"""So many things that are lacking are told at a time: the comment has its limit."""
MOST_HEADINGS = 3
"""So many headings are named."""
ONLY_MAINTAINERS = (GateRule.BY_HAND, GateRule.PROGRAM)
"""After these nothing goes on by itself."""


class GateWords:
    """The words about one pull request, in its language."""

    def __init__(self, ctx: Ctx, pull: Subject) -> None:
        self._ctx, self._pull = ctx, pull
        self.locale = Locale.of(ctx, pull.labels)
        self._author = bare(pull.author.login)

    def waiting(self, outcome: GateOutcome) -> Markdown:
        """Return what is lacking, how it is mended, and whom to ask."""
        text = TEXT[self.locale.language]
        facts = self.facts(outcome, MOST_TOLD)
        if outcome.rules[0] in ONLY_MAINTAINERS:
            return text.waiting_for_word(author=self._author, facts=facts)
        return text.waiting(author=self._author, facts=facts, policy=self._policy())

    def shorter(self, outcome: GateOutcome) -> Markdown:
        """Return the same beside a welcome."""
        if outcome.rules[0] in ONLY_MAINTAINERS:
            return NOTHING
        return TEXT[self.locale.language].waiting_short(facts=self.facts(outcome, 1))

    def facts(self, outcome: GateOutcome, most: int) -> Markdown:
        """Return what is lacking, a sentence each with its remedy."""
        return self.locale.sentences(self._fact(unmet) for unmet in outcome.unmet[:most])

    def _fact(self, unmet: Unmet) -> Markdown:
        text = TEXT[self.locale.language]
        issue = issue_ref(unmet.issue)
        match unmet.rule:
            case GateRule.BY_HAND:
                return text.by_hand()
            case GateRule.PROGRAM:
                return text.program()
            case GateRule.UNASSIGNED_PROGRAM:
                return text.unassigned_program()
            case GateRule.RESERVED:
                return text.reserved(issue=issue)
            case GateRule.TAKEN:
                return text.taken(issue=issue, who=joined(map(code, unmet.holders[:2])))
            case GateRule.UNLINKED:
                return text.unlinked()
            case GateRule.NOT_ACCEPTED:
                return text.not_accepted(issue=issue)
            case GateRule.UNCLAIMED:
                return text.unclaimed(issue=issue)
            case GateRule.UNASSIGNED:
                return text.unassigned(issue=issue)
            case GateRule.AT_ONCE:
                return text.at_once(pulls=joined(map(issue_ref, unmet.pulls)))
            case GateRule.TEMPLATE:
                headings = (code(name, 40) for name in unmet.headings[:MOST_HEADINGS])
                return text.template(headings=joined(headings))

    def _policy(self) -> Markdown:
        policy = self._ctx.repo.policy_page
        return (
            TEXT[self.locale.language].policy(page=file_link(self._ctx.page, policy)) if policy else NOTHING
        )

    def opened(self, *, ready: bool) -> Markdown:
        """Return that nothing is lacking any more."""
        text = TEXT[self.locale.language]
        more = text.ready_again() if ready else NOTHING
        return self.locale.sentences([text.opened(author=self._author), more])

    def not_opened(self) -> Markdown:
        """Return what is to be done where GitHub does not open it again."""
        return TEXT[self.locale.language].not_opened(author=self._author)

    def reminder(self, outcome: GateOutcome, day: Markdown) -> Markdown:
        """Return the one reminder before it is closed."""
        return TEXT[self.locale.language].reminder(author=self._author, facts=self.facts(outcome, 1), day=day)

    def closed(self, outcome: GateOutcome, *, again: bool) -> Markdown:
        """Return what stands on a pull request that the gate closed; `again`: the remedy opens it."""
        facts, text = self.facts(outcome, MOST_TOLD), TEXT[self.locale.language]
        return (text.closed if again else text.closed_for_good)(facts=facts)

    def over(self) -> Markdown:
        """Return what stands on what is merged, or closed by a person."""
        return TEXT[self.locale.language].over()

    def beside(self, holder: str, issue_labels: tuple[str, ...]) -> Markdown:
        """Return what the holder of an issue hears."""
        text = TEXT[Locale.of(self._ctx, issue_labels).language]
        pull = issue_ref(self._pull.number)
        return text.beside(holder=bare(holder), pull=pull, author=code(self._pull.author.login))

    def declared(self, lines: tuple[str, ...]) -> Markdown:
        """Return what the author declares, for reviewers."""
        return TEXT[self.locale.language].declared(lines=joined((code(line, 200) for line in lines), "; "))
