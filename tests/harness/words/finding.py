"""One place where a rule about the bot's words is broken."""

from dataclasses import dataclass

from tests.harness.words.season import Comment


@dataclass(frozen=True)
class Finding:
    """Where it is, which messages stand there, and what is wrong with them."""

    subject: str
    message: str
    why: str

    @classmethod
    def of(cls, comment: Comment, why: str, message: str = "") -> "Finding":
        """Return a finding about a comment; `message`: about one of its sections."""
        names = ", ".join(section.name for section in comment.sections)
        return cls(comment.subject, message or names, why)

    def __str__(self) -> str:
        return f"{self.subject} {self.message}: {self.why}"
