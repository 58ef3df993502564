"""Places become fragments and come back; people read where they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.locator import describe, fragment, parse
from kg.model import Place, Span

numbers = st.integers(0, 10**7)
names = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))


@st.composite
def places(draw: st.DrawFn) -> Place:
    start, row = draw(numbers), draw(numbers)
    last = row + draw(st.integers(0, 3))
    column = draw(st.one_of(st.none(), numbers))
    page = draw(st.one_of(st.none(), numbers))
    return Place(Span(start, start + draw(numbers)), row, last, column, draw(names), page)


@given(places())
def test_a_place_survives_its_fragment(place: Place) -> None:
    assert parse(fragment(place)) == place
    assert parse(f"https://example.org/v/1#{fragment(place)}") == place


@given(places())
def test_a_fragment_is_plain_ascii_without_signs_that_end_it(place: Place) -> None:
    text = fragment(place)
    assert text.isascii() and not set(text) & set('<>"{}|\\^`# \n')


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place(Span(5551, 5670), 13, 13), "row=13&char=5551,5670"),
        (Place(Span(5551, 5670), 13, 13, 10), "cell=13,10&char=5551,5670"),
        (Place(Span(0, 9), 13, 15), "row=13-15&char=0,9"),
        (Place(Span(0, 9), 13, 15, 2), "cell=13,2-15,2&char=0,9"),
        (Place(Span(0, 9), 3, 3, None, "POA & más"), "sheet=POA%20%26%20m%C3%A1s&row=3&char=0,9"),
        (Place(Span(0, 9), 3, 3, 1, None, 4), "page=4&cell=3,1&char=0,9"),
    ],
)
def test_fragments_are_spelt_as_promised(place: Place, expected: str) -> None:
    assert fragment(place) == expected


@pytest.mark.parametrize(
    "text",
    ["", "row=1", "char=0,1", "row=x&char=0,1", "cell=1&char=0,1", "cell=1,2-3,4&char=0,1", "row=١&char=0,1",
     "row=1&char=0,1&more=1", "row=-1&char=0,1"],
)  # fmt: skip
def test_other_fragments_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a locator"):
        parse(text)


@given(st.text(max_size=40))
def test_parsing_never_fails_otherwise(text: str) -> None:
    try:
        place = parse(text)
    except ValueError:
        return
    assert parse(fragment(place)) == place


@pytest.mark.parametrize(
    ("place", "spanish", "english"),
    [
        (Place(Span(0, 1), 13, 13, 10), "fila 13, columna 10", "row 13, column 10"),
        (Place(Span(0, 1), 13, 14), "filas 13–14", "rows 13–14"),
        (Place(Span(0, 1), 2, 2, 1, "POA", 3), "hoja «POA», página 3, fila 2, columna 1",
         "sheet “POA”, page 3, row 2, column 1"),
    ],
)  # fmt: skip
def test_places_are_told_in_both_languages(place: Place, spanish: str, english: str) -> None:
    assert describe(place) == spanish
    assert describe(place, "en") == english
