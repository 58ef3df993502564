"""Spell the values of cells as an Ecuadorian report prints them: 71,4075 · 50% · 31/12/2021."""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Decimal

from kg.read.sheets.shapes import Shape

_DIGITS = 15
"""Significant digits that a spreadsheet keeps; the rest of a float is noise."""
_PERCENT_DECIMALS = 2
"""A percentage is kept to the decimals that the official forms print, or to those of its format if they are more."""


def spell_number(value: float, shape: Shape | None = None) -> str:
    """Spell a number; percentages are multiplied by a hundred and get their sign.

    >>> spell_number(0.1 + 0.2), spell_number(90000.0), spell_number(0.5, Shape(percent=True, decimals=0))
    ('0,3', '90000', '50%')
    """
    exact = Decimal(f"{value:.{_DIGITS}g}") if isinstance(value, float) else Decimal(value)
    return spell_decimal(exact, shape)


def spell_decimal(value: Decimal, shape: Shape | None) -> str:
    """Spell an exact number with at least the decimals of its shape."""
    if not value.is_finite() or value.adjusted() > 40 or value.adjusted() < -40:
        return str(value)
    percent, decimals = shape or (False, 0)
    if percent:
        places = max(decimals, _PERCENT_DECIMALS)
        value = (value * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, fraction = f"{value:f}".partition(".")
    fraction = fraction.rstrip("0").ljust(decimals, "0")
    sign = "%" if percent else ""
    whole = "0" if whole == "-0" and not fraction.strip("0") else whole
    return f"{whole},{fraction}{sign}" if fraction else f"{whole}{sign}"


def spell_moment(value: datetime.date | datetime.time | datetime.timedelta) -> str:
    """Spell a date, a date with its hour, an hour or a duration.

    >>> spell_moment(datetime.datetime(2021, 11, 30)), spell_moment(datetime.datetime(2021, 11, 30, 8, 5))
    ('30/11/2021', '30/11/2021 08:05')
    """
    if isinstance(value, datetime.datetime):
        clock = f" {value:%H:%M}" if value.time() != datetime.time() else ""
        return f"{value.day:02}/{value.month:02}/{value.year:04}{clock}"
    if isinstance(value, datetime.date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


def spell_truth(value: bool) -> str:
    """Spell a logical value as a spreadsheet in Spanish shows it."""
    return "VERDADERO" if value else "FALSO"
