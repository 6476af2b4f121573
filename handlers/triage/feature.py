"""The declaration of the feature."""

from collections.abc import Iterator

from bot.community.steward import rota_names
from bot.community.triage import FEATURE, REDIRECT_VARIABLES, REQUEST_VARIABLES, TriageConfig
from bot.core.config.base import TemplateFile
from bot.core.feature import ConfigWarning, Context, Feature, RepositoryConfig
from bot.core.messages import load
from bot.services.templates.own_words import file_of

TEXT = load(f"{__package__}.messages")


Ctx = Context[TriageConfig]


def _texts(repo: RepositoryConfig) -> Iterator[TemplateFile]:
    config = repo.section(FEATURE, TriageConfig) or TriageConfig()
    for topic, needs in config.needs_info.items():
        yield from file_of(needs.text, (FEATURE, "needs_info", topic.value, "text"), REQUEST_VARIABLES)
    if config.redirect is not None:
        yield from file_of(config.redirect.words, (FEATURE, "redirect", "reply"), REDIRECT_VARIABLES)


def _warnings(repo: RepositoryConfig) -> Iterator[ConfigWarning]:
    config = repo.section(FEATURE, TriageConfig)
    if config is not None and config.redirect is not None and rota_names(repo):
        yield (FEATURE, "redirect"), TEXT.redirect_rests()


feature = Feature(
    FEATURE,
    summary="Labels new issues and pull requests by what they say, and asks for what is surely missing.",
    config=TriageConfig,
    hears_commands=True,
    template_files=_texts,
    config_warnings=_warnings,
    needs={"issues": "write", "pull_requests": "write", "contents": "read"},
    docs="""A new issue gets the label of its kind (bug, feature, support, docs) when its title, its
form or its question shows the kind plainly; when unsure, the bot says nothing. An issue that already
has such a label keeps it. A heading that more than 15 % of the repository's newest issues carry (of at
least 20) shows no kind.

With `kinds: false` only people and `rules` label.

While nobody has sorted an issue, an edit of its title or text is looked at in the same way. A push is
looked at for its paths; a label that was taken off stays off. What bots open gets labels by its paths alone.
An issue that was moved here from another repository is labelled, and nobody is asked for anything.

A support question is an issue that asks, in its title or in its first words, how to do something with
the project, and that neither brings a traceback nor reads like a report of a fault, a proposal or an
offer of help; "is it possible" alone asks nothing. Questions of people with the triage role are
support cases only by label or command, and nobody asks these people for a version.

`rules` add further labels, by words of the text, of the title or of an answer in the form, by branches or by
paths (`when: changed`: only those that a pull request changes), all together where `all_of` lists them, never
where `not` is shown, and for issues or pull requests alone where `on` says so. Of the text, what a form or
template says itself is not read, only what the reporter wrote, ticked or chose, and nothing that is quoted.
The repository's own forms and templates are read: `.github/ISSUE_TEMPLATE`, else the single
`ISSUE_TEMPLATE.md`, and for pull requests `PULL_REQUEST_TEMPLATE.md` or the folder of that name, in
`.github`, at the top or in `docs`. A line that one of them brings, prefilled or to be overwritten, is
nobody's answer; headings are matched to the form's fields in its order, so that a report pasted above the
form or into an answer answers nothing. Only labels that the repository has are ever set. Where `needs_info`
lists what a report must hold, one comment asks for what is surely missing; what cannot be judged, because it
is in another language, is not missing. `/needs-info` asks again, in a new comment, and sets the label that
says so (`label`, else one such as `needs info`). `text` is the request in words of your own, with `{{ author
}}`, `{{ missing }}`, `{{ seen }}` and `{{ example }}`; under `description` whoever opens something without a
word of their own is asked for one. When the author adds it, in the issue or in a comment, the request goes,
and the label with it; it goes as well when the issue is closed.

GitHub's issue types are the strongest sign of a kind: `typed` sets the kind's label and takes off those of
other kinds that the bot had set. `types` names the types that the bot sets itself; `/type` sets any.

With `redirect`, for projects that answer questions elsewhere, an issue that gets the label for questions, by
the rules above or by anybody, is replied to once with the repository's own words and, with `close: true`,
closed; when the label is taken off, that is taken back. Where there are stewards it does nothing.

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
