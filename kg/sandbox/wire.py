"""Carry a ``Document`` between processes as plain columns of numbers; the receiver trusts nothing of it.

The sender writes strings and integers only: no pickle, so that a process taken over by a hostile file can at worst send
a wrong document, never code.
"""

from __future__ import annotations

import json
import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, compress, islice, repeat
from mmap import mmap
from operator import le

from kg.model import Document, Line, LineKind, Place, Text
from kg.read.collector import paused
from kg.sandbox.bare import make_lines, make_places, make_texts

_SIZE = struct.Struct("<Q")
_KINDS = tuple(LineKind)
_NONE = -1


class Malformed(ValueError):
    """The message is no document."""


def encode(document: Document) -> Iterator[bytes]:
    """Yield the parts of the message that ``decode`` reads; name, hash and size are not sent: the receiver has them."""
    lines = document.lines
    cells = list(chain.from_iterable([line.cells for line in lines]))
    texts = [cell for cell in cells if cell is not None]
    odd = [text for text in texts if text.offsets is not None]
    places = [line.place for line in lines] + [text.place for text in texts]
    sheets = sorted({place.sheet for place in places if place.sheet is not None})
    columns = [
        array("i", [_KINDS.index(line.kind) for line in lines]),
        array("i", [len(line.cells) for line in lines]),
        array("B", [cell is not None for cell in cells]),
        array("B", [text.offsets is not None for text in texts]),
        array("i", [len(text.value) for text in odd]),
        array("i", chain.from_iterable(text.offsets or () for text in odd)),
        *_place_columns(places, sheets),
    ]
    head = json.dumps({"media_type": document.media_type, "sheets": sheets}).encode()
    strings = (document.text, "".join([text.value for text in odd]))
    blobs = [head, *(string.encode("utf-8", "surrogatepass") for string in strings)]
    for blob in chain(blobs, (column.tobytes() for column in columns)):
        yield _SIZE.pack(len(blob))
        yield blob


def _place_columns(places: Sequence[Place], sheets: Sequence[str]) -> Iterator[array[int]]:
    spans = [place.span for place in places]
    numbers: dict[str | None, int] = {None: _NONE, **{name: index for index, name in enumerate(sheets)}}
    yield array("i", [span.start for span in spans])
    yield array("i", [span.end for span in spans])
    yield array("i", [place.row for place in places])
    yield array("i", [place.last_row for place in places])
    yield array("i", [_NONE if place.column is None else place.column for place in places])
    yield array("i", [numbers[place.sheet] for place in places])
    yield array("i", [_NONE if place.page is None else place.page for place in places])


def decode(message: bytes | mmap, name: str, sha256: str, size: int) -> Document:
    """Rebuild the document; raise ``Malformed`` where lengths, numbers or strings do not fit each other."""
    try:
        with paused():
            return _Message(message).document(name, sha256, size)
    except (IndexError, KeyError, TypeError, ValueError, OverflowError, RecursionError, struct.error) as error:
        raise Malformed(str(error)) from error


class _Message:
    """Reads the parts of a message in the order in which ``encode`` wrote them."""

    def __init__(self, message: bytes | mmap) -> None:
        self.rest = memoryview(message)
        self.text = ""

    def document(self, name: str, sha256: str, size: int) -> Document:
        head = json.loads(bytes(self._blob()))
        self.text = self._string()
        loose = self._string()
        kinds, widths = self._column("i"), self._column("i")
        filled, odd = self._column("B"), self._column("B")
        lengths, offsets = self._column("i"), self._column("i")
        places = self._places(len(kinds) + len(odd), [str(sheet) for sheet in head["sheets"]])
        _require(sum(widths) == len(filled) and sum(filled) == len(odd) and not self.rest, "lengths differ")
        texts = self._texts(places[len(kinds) :], odd, _Loose(loose, lengths, offsets, len(self.text)))
        lines = _lines(kinds, widths, filled, places[: len(kinds)], texts)
        return Document(name, sha256, size, str(head["media_type"]), self.text, tuple(lines))

    def _places(self, count: int, sheets: list[str]) -> list[Place]:
        starts, ends, rows, last_rows, columns, numbers, pages = (self._column("i") for _ in range(7))
        sizes = {len(column) for column in (starts, ends, rows, last_rows, columns, numbers, pages)}
        _require(sizes == {count}, "columns of different lengths")
        if not count:
            return []
        _require(min(starts) >= 0 and max(ends) <= len(self.text), "a span outside the text")
        _require(all(map(le, starts, ends)), "a span that ends before it begins")
        _require(min(map(min, (rows, last_rows))) >= 0, "a negative row")
        _require(min(numbers) >= _NONE and max(numbers) < len(sheets), "an unknown sheet")
        shared = _shared(rows)
        return make_places(
            starts,
            ends,
            shared,
            shared if rows == last_rows else _shared(last_rows),
            _optional(columns),
            repeat(None) if max(numbers) == _NONE else map([*sheets, None].__getitem__, numbers),
            _optional(pages),
        )

    def _texts(self, places: list[Place], odd: array[int], loose: _Loose) -> list[Text]:
        texts = make_texts(self.text, places)
        for index, value, offsets in zip(compress(range(len(odd)), odd), loose.values, loose.offsets, strict=True):
            texts[index] = Text(value, places[index], offsets)
        _require(all(text.value for text in texts), "an empty cell")
        return texts

    def _column(self, code: str) -> array[int]:
        column = array(code)
        column.frombytes(self._blob())
        return column

    def _string(self) -> str:
        return str(self._blob(), "utf-8", "surrogatepass")

    def _blob(self) -> memoryview:
        (size,) = _SIZE.unpack_from(self.rest)
        blob = self.rest[_SIZE.size : _SIZE.size + size]
        _require(len(blob) == size, "cut short")
        self.rest = self.rest[_SIZE.size + size :]
        return blob


class _Loose:
    """The values that are no verbatim copy of the text, with the position of each of their characters."""

    def __init__(self, joined: str, lengths: array[int], offsets: array[int], end: int) -> None:
        _require(sum(lengths) == len(joined) == len(offsets) and all(length > 0 for length in lengths), "loose values")
        _require(not offsets or (min(offsets) >= 0 and max(offsets) < end), "an offset outside the text")
        stops = list(accumulate(lengths))
        self.values = [joined[stop - length : stop] for stop, length in zip(stops, lengths, strict=True)]
        self.offsets = [tuple(offsets[stop - length : stop]) for stop, length in zip(stops, lengths, strict=True)]


def _lines(
    kinds: array[int], widths: array[int], filled: array[int], places: list[Place], texts: list[Text]
) -> list[Line]:
    _require(not kinds or (min(kinds) >= 0 and min(widths) >= 0), "a negative kind or width")
    found = iter(texts)
    cells = iter([next(found) if flag else None for flag in filled])
    return make_lines([_KINDS[kind] for kind in kinds], [tuple(islice(cells, width)) for width in widths], places)


def _shared(numbers: array[int]) -> list[int]:
    """Return the numbers with one object for each value: the cells of a row share its number."""
    known: dict[int, int] = {}
    return [known.setdefault(number, number) for number in numbers]


def _optional(numbers: array[int]) -> Iterable[int | None]:
    if max(numbers) == _NONE:
        return repeat(None)
    return [None if number < 0 else number for number in numbers]


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise Malformed(what)
