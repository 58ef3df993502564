"""Read norms in Markdown with front matter, as the legalize repositories keep them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from training.sources import Clone
from training.texts import Document, clean

_FIELD = re.compile(r"^(title|titulo|texto_resumido):\s*(.+)$", re.MULTILINE)
_BREAK = re.compile(r"\n\s*\n|\n(?=#)")
_SENTENCE = re.compile(r"(?<=[.;:])\s+")
_OPEN_END = re.compile(r"[^.;:»\")]\s*$")
_NUMBERED = re.compile(r"^(art[íi]culo|art\.?|cap[íi]tulo|t[íi]tulo|par[áa]grafo)\s*\S{1,12}$", re.IGNORECASE)
SHORTEST, LONGEST = 120, 700
"""Characters of a paragraph."""
MOST = 24
"""Paragraphs of one norm, so that codes and budgets do not dominate."""
SHARE_OF_LETTERS = 0.75


def read_laws(clone: Clone) -> Iterator[Document]:
    """Yield norms up to the source's limit, in an order that depends on their names only."""
    names = sorted(clone.names(".md"), key=lambda name: hashlib.sha256(name.encode()).digest())
    total = 0
    for text in clone.texts(name for name in names if "/" in name):
        document = parse_law(text)
        if document.paragraphs:
            yield document
            total += sum(map(len, document.paragraphs))
        if clone.source.limit and total > clone.source.limit:
            return


def parse_law(text: str) -> Document:
    """Return titles and paragraphs of one norm.

    >>> parse_law('---\\ntitle: "PARQUES"\\n---\\n# PARQUES\\n\\n' + "El municipio cuidará los parques. " * 5).titles
    ('PARQUES',)
    """
    head, _, body = text.removeprefix("---").partition("\n---")
    titles = [clean(match.group(2).strip("\"' >-")) for match in _FIELD.finditer(head)]
    kept = tuple(dict.fromkeys(title for title in titles if len(title) > 5))
    paragraphs = [part for part in _paragraphs(body or text) if _is_prose(part)]
    return Document(kept, tuple(paragraphs[:MOST]))


def _paragraphs(body: str) -> Iterator[str]:
    """Yield pieces of ``SHORTEST`` to ``LONGEST`` characters that end where a sentence ends."""
    pending = ""
    for block in _BREAK.split(body):
        block = clean(block)
        if not block or _NUMBERED.match(block):
            continue
        # Argentine texts put a blank line after every printed line: what does not end, goes on.
        pending = f"{pending} {block}" if pending and _OPEN_END.search(pending) else _flush(pending, block)
        if len(pending) < SHORTEST:
            continue
        *whole, pending = _cut(pending)
        yield from whole
        if not _OPEN_END.search(pending) and len(pending) >= SHORTEST:
            yield pending
            pending = ""
    if len(pending) >= SHORTEST:
        yield pending[:LONGEST]


def _flush(pending: str, block: str) -> str:
    return f"{pending} {block}" if pending and len(pending) < SHORTEST else block


def _cut(text: str) -> list[str]:
    pieces = [""]
    for sentence in _SENTENCE.split(text):
        if pieces[-1] and len(pieces[-1]) + len(sentence) > LONGEST:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]} {sentence}"[: 2 * LONGEST].strip()
    return pieces


def _is_prose(text: str) -> bool:
    letters = sum(character.isalpha() or character.isspace() for character in text)
    return len(text) >= SHORTEST and letters >= SHARE_OF_LETTERS * len(text)
