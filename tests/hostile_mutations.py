"""Damage valid files as transfer, bad programs and attackers do; the same seed gives the same damage."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable
from random import Random

_NUMBER = re.compile(rb"\d+")
_ODD_NUMBERS = (b"0", b"-1", b"2147483648", b"4294967295", b"99999999999999999999", b"1e308", b"65536", b"1048577")
_ODD_BYTES = (b"\x00", b"\xff\xfe", b"<", b"&", b"\x1b", b"]]>", b"\xf0\x9f\x99\x82", b"\r\r", b'"', b"%s", b"(" * 50)

Mutation = Callable[[bytes, Random], bytes]


def flip(data: bytes, chance: Random) -> bytes:
    """Change up to 30 bytes."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 30)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(data: bytes, chance: Random) -> bytes:
    """Keep the beginning, or the end, or all but a piece."""
    first, last = sorted(chance.sample(range(len(data) + 1), 2))
    return chance.choice([data[:last], data[first:], data[:first] + data[last:]])


def splice(data: bytes, chance: Random) -> bytes:
    """Copy a piece to another place, once or many times."""
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randint(1, 2000)]
    at = chance.randrange(len(data))
    return data[:at] + piece * chance.choice([1, 1, 2, 40]) + data[at:]


def insert(data: bytes, chance: Random) -> bytes:
    """Put odd bytes at up to ten places."""
    for _ in range(chance.randint(1, 10)):
        at = chance.randrange(len(data))
        data = data[:at] + chance.choice(_ODD_BYTES) * chance.choice([1, 1, 3, 300]) + data[at:]
    return data


def renumber(data: bytes, chance: Random) -> bytes:
    """Replace up to ten numbers by ones that nobody expects."""
    spans = [match.span() for match in _NUMBER.finditer(data)]
    for start, end in sorted(chance.sample(spans, min(len(spans), chance.randint(1, 10))), reverse=True):
        data = data[:start] + chance.choice(_ODD_NUMBERS) + data[end:]
    return data


def members(data: bytes, chance: Random) -> bytes:
    """Swap, drop, double or damage members of a ZIP file, with check sums that fit; else damage the bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [(name, archive.read(name)) for name in archive.namelist()]
    except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, EOFError, OSError, KeyError):
        return _stream(data, chance)
    if not parts:
        return data[1:]
    one, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    kind = chance.choice(["swap", "drop", "double", "damage", "damage", "damage"])
    if kind == "swap":
        (name, content), (second, text) = parts[one], parts[other]
        parts[one], parts[other] = (name, text), (second, content)
    elif kind == "drop":
        del parts[one]
    elif kind == "double":
        parts.append(parts[one])
    else:
        name, content = parts[one]
        mutation = chance.choice([flip, cut, splice, insert, renumber])
        parts[one] = (name, mutation(content, chance) if content else b"x")
    return _packed(parts)


def _packed(parts: list[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # doubled names are meant
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _stream(data: bytes, chance: Random) -> bytes:
    """Damage what a PDF's compressed streams hold; without any, the bytes."""
    found = list(re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL))
    if not found:
        return flip(data, chance)
    match = chance.choice(found)
    try:
        content = zlib.decompress(match[1])
    except zlib.error:
        content = match[1]
    mutation = chance.choice([flip, cut, splice, insert, renumber])
    return data[: match.start(1)] + zlib.compress(mutation(content or b"x", chance)) + data[match.end(1) :]


MUTATIONS: tuple[Mutation, ...] = (flip, cut, splice, insert, renumber, members, members)


def mutate(data: bytes, number: int) -> bytes:
    """Return the ``number``-th damaged copy: one to three mutations."""
    chance = Random(number)
    for _ in range(chance.choice([1, 1, 2, 3])):
        data = chance.choice(MUTATIONS)(data, chance) if data else data
    return data
