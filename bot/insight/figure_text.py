"""Figures as people read them."""

from bot.insight.metric import Figure, Unit

FEW, NONE = "fewer than five", "–"
GUARD = "not told: it would show fewer than five"
_UNITS = ((86_400.0, "days"), (3_600.0, "h"), (60.0, "min"))


def shown(figure: Figure) -> str:
    """Return a value as people read it."""
    if figure.few:
        return note(figure)
    return NONE if figure.value is None else spelled(figure.value, figure.unit)


def note(figure: Figure) -> str:
    """Return why a figure is withheld; empty where it is not."""
    return "" if not figure.few else GUARD if figure.guard else FEW


def interval(figure: Figure) -> str:
    """Return the limits of a value; an open one where too many still wait to tell."""
    return "" if figure.low is None else limits(figure.low, figure.high, figure.unit)


def limits(low: float, high: float | None, unit: Unit) -> str:
    """Return two limits; where the upper one is not known, from where on."""
    return (
        f"{spelled(low, unit)} or more" if high is None else f"{spelled(low, unit)} to {spelled(high, unit)}"
    )


def spelled(value: float, unit: Unit) -> str:
    """Return a number with its unit."""
    match unit:
        case Unit.COUNT:
            return f"{value:,.0f}"
        case Unit.SHARE:
            return f"{value:.0%}"
        case Unit.INDEX:
            return f"{value:.2f}"
    length, name = next((entry for entry in _UNITS if value >= entry[0]), _UNITS[-1])
    return f"{value / length:.{0 if name == 'min' else 1}f} {name}"
