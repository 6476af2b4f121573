"""Which of a text's headings are its form's: all others are part of an answer, or stand above the form.

Headings are given by their keys, in the order of the text; the form's own questions, where it is known, in
the form's order.
"""

from collections.abc import Collection, Sequence

MOST = 50
"""A form of more questions is not known."""


def form_places(keys: Sequence[str], written_above: bool, questions: Sequence[str] = ()) -> list[int]:
    """Return the places of the form's headings: by its own order where all its questions are there, else by
    what comes again. Something may be `written_above` the first heading."""
    places = places_in_order(keys, questions, written_above)
    return _first_of_each(keys, written_above) if places is None else _with_own(keys, questions, places)


def places_in_order(
    keys: Sequence[str], questions: Sequence[str], written_above: bool = False
) -> list[int] | None:
    """Return where a form's questions stand, in its order; None unless all of them do.

    A report that is pasted into one answer parts those before it, which come first, from those behind it,
    which come last. Of the places where it may have been pasted the likeliest is where it stands together,
    then where it has itself the form's order; then above the form if something is written there, else as late
    as can be.
    """
    if not 0 < len(questions) <= MOST:
        return None
    first = _earliest(keys, questions)
    last = [len(keys) - 1 - place for place in _earliest(keys[::-1], questions[::-1])][::-1]
    if len(first) < len(questions):
        return None
    above = written_above or keys[0] != questions[0]

    known = frozenset(questions)

    def unlikely(parted: int) -> tuple[int, int, int]:
        gaps = [_repeated(gap, known) for gap in _gaps(keys, first[:parted] + last[parted:])]
        out_of_order = sum(len(_earliest(questions, gap)) < len(gap) for gap in gaps)
        return sum(map(bool, gaps)), out_of_order, parted if above else -parted

    parted = min(range(len(questions) + 1), key=unlikely)
    return first[:parted] + last[parted:]


def _with_own(keys: Sequence[str], questions: Sequence[str], places: Sequence[int]) -> list[int]:
    """Return also the headings that the writer has set between: once each, and none where a report was
    pasted."""
    own: dict[str, int] = {}
    for begin, end in zip((-1, *places), (*places, len(keys)), strict=True):
        if not _repeated(keys[begin + 1 : end], questions):
            for place in range(begin + 1, end):
                own.setdefault(keys[place], place)
    return sorted((*places, *own.values()))


def _first_of_each(keys: Sequence[str], written_above: bool) -> list[int]:
    """Return one place of each key, for a form that is not known.

    Another report, pasted into an answer, repeats headings and goes on with those that follow them, until one
    comes again that it has already. Where something is `written_above` the headings and all of them come
    again in the end, the report stands above the form.
    """
    begin = max((place for place, key in enumerate(keys) if key == keys[0]), default=0)
    if not written_above or not set(keys[:begin]) <= set(keys[begin:]):
        begin = 0
    form: dict[str, int] = {}
    pasted: dict[str, int] = {}
    for place, key in enumerate(keys[begin:], begin):
        if key in form or (pasted and key not in pasted):
            pasted[key] = place
        else:
            form[key], pasted = place, {}
    for key, place in pasted.items():
        form.setdefault(key, place)
    return sorted(form.values())


def _earliest(keys: Sequence[str], sequence: Sequence[str]) -> list[int]:
    """Return the earliest places of `sequence` in its order: of all of it, or of as much as there is."""
    places: list[int] = []
    for place, key in enumerate(keys):
        if len(places) < len(sequence) and key == sequence[len(places)]:
            places.append(place)
    return places


def _gaps(keys: Sequence[str], places: Sequence[int]) -> list[Sequence[str]]:
    """Return what stands above, between and below places."""
    edges = zip((-1, *places), (*places, len(keys)), strict=True)
    return [keys[begin + 1 : end] for begin, end in edges]


def _repeated(gap: Sequence[str], questions: Collection[str]) -> list[str]:
    return [key for key in gap if key in questions]
