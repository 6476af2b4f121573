"""The declaration of the feature."""

from bot.community.triage import FEATURE, TriageConfig
from bot.core.feature import Context, Feature
from bot.core.messages import load

TEXT = load(f"{__package__}.messages")


Ctx = Context[TriageConfig]

feature = Feature(
    FEATURE,
    summary="Labels new issues and pull requests by what they say, and asks for what is surely missing.",
    config=TriageConfig,
    hears_commands=True,
    needs={"issues": "write", "pull_requests": "write", "contents": "read"},
    docs="""A new issue gets the label of its kind (bug, feature, support, docs) when its title, its
form or its question shows the kind plainly; when unsure, the bot says nothing. An issue that already
has such a label keeps it. A heading that more than 15 % of the repository's newest issues carry (of at
least 20) shows no kind.

While nobody has sorted an issue, an edit of its title or text is looked at in the same way. A push is
looked at for its paths; a label that was taken off stays off. What bots open gets labels by its paths alone.
An issue that was moved here from another repository is labelled, and nobody is asked for anything.

A support question is an issue that asks, in its title or in its first words, how to do something with
the project, and that neither brings a traceback nor reads like a report of a fault, a proposal or an
offer of help; "is it possible" alone asks nothing. Questions of people with the triage role are
support cases only by label or command, and nobody asks these people for a version.

`rules` add further labels, by words of the text or by paths: what a form or template says itself is not
read, only what the reporter wrote, ticked or chose, and nothing that is quoted. The repository's own
forms and templates are read: `.github/ISSUE_TEMPLATE`, else the single `ISSUE_TEMPLATE.md`, and for pull
requests `PULL_REQUEST_TEMPLATE.md` or the folder of that name, in `.github`, at the top or in `docs`. A line
that one of them brings, prefilled or to be overwritten, is nobody's answer; headings are matched to the
form's fields in its order, so that a report pasted above the form or into an answer answers nothing. Only
labels that the repository has are ever set.
Where `needs_info` lists what a report must hold, one comment asks for what is surely missing; what
cannot be judged, because it is in another language, is not missing. `/needs-info` asks again, in a new
comment, and sets the label that says so (such as `needs info`). When the author adds it, in the issue or in
a comment, the request goes, and the label with it; it goes as well when the issue is closed.

GitHub's issue types are the strongest sign of a kind: `typed` sets the kind's label and takes off those of
other kinds that the bot had set. `types` names the types that the bot sets itself; `/type` sets any.

Where people have set 60 labels of kinds (each night the bot learns from them), it guesses what nobody has
sorted. Maintainers read the guess in their letter, with the words that decided and how often that was
right, and `/triage ok` takes it. `guess.apply_above: 0.9` lets a guess set its label (a question only
where no case would open) once 150 labels are there, tries on known labels are surely right 90 % of the
time, and people have judged ten such guesses in 60 days, of the latest 30 at least 85 % right; when that
ceases, it is only suggested again. A label that a person took off is never set there again unless by
command.

`/similar` lists at most three issues of this repository that share the rarest words with this one: open ones
first, then closed ones, those that were completed as "answered in #12". It is shown to whoever asks and, for
new issues that are very much like an older one, in the maintainers' letter; nothing is posted unasked, and
nothing is closed.

`/answer install` posts the repository's own `.github/replies/install.md`. Such a text may use
`{{ author }}`, `{{ replier }}`, `{{ repository }}`, `{{ number }}` and `{{ title }}`; names come without
the @. Code and `${{ … }}` stand as they are written.""",
)
