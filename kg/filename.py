"""The last evidence for the institution of a document: a government or place that its file name tells without doubt.

A file gets its name from whoever saved it, so the name only speaks where the document is silent, and it is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.evidence import Clue, Scene, level_hint
from kg.model import Institution, Problem
from kg.naming import institution_of, level_word
from kg.registry import LEVELS
from kg.words import Words

_PARISH = 6
"""Digits of the code of a parish."""
_WORD = re.compile(r"[^\W\d_]+")
_ADVICE = "Si es de otra, escriba «institucion: …» en un archivo con el mismo nombre más «.yaml»."


def from_file_name(scene: Scene) -> Clue | None:
    """Return the one government that the name of the file announces («gad-municipal-de-alausi.tsv») or whose territory
    it names, at the level that name or text speak of; ``None`` if several fit.
    """
    name = scene.document.name
    words = Words.of(" ".join(word.capitalize() for word in _WORD.findall(name.rpartition(".")[0] or name)))
    found = {one.key: one for one in (_announced(scene, words) or _of_places(scene, words))}
    if scene.country or len(found) != 1:
        return None
    (institution,) = found.values()
    message = f"El documento no dice de quién es; por el nombre del archivo («{name}») se tomó «{institution.name}»."
    basis = f"el nombre del archivo («{name}»)"
    return Clue(institution, basis, (Problem("institucion-del-archivo", message, _ADVICE),))


def _announced(scene: Scene, words: Words) -> tuple[Institution, ...]:
    named = [one for one in scene.namer.find(words) if one.kind and one.kind.level and len(one.codes) == 1]
    found = [institution_of(one, scene.registry, one.codes[0]) for one in named]
    return tuple(one for one in found if one)


def _of_places(scene: Scene, words: Words) -> tuple[Institution, ...]:
    level = next(filter(None, map(level_word, words.folded)), None) or level_hint(scene)
    territories = scene.registry.territories
    # The parish that is the seat of a canton has no government of its own; a rural one of the same name has.
    codes = {code for code in _codes(scene, words) if len(code) < _PARISH or territories[code].rural}
    found = [scene.registry.gad(code) for code in sorted(codes) if level in (None, LEVELS[len(code)])]
    return tuple(one for one in found if one)


def _codes(scene: Scene, words: Words) -> Iterator[str]:
    """Yield the codes of every territory that bears a name in the words, the longest names first."""
    index = 0
    while index < len(words):
        hit = scene.namer.places.longest(words, index)
        if hit:
            yield from (code for code in hit[1] if len(code) in LEVELS)
        index = hit[0] if hit else index + 1
