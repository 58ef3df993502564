"""Find municipalities of other countries: their names only count where something else tells the country.

What tells it is the family (a form of a national system), the national code of a row, the country in brackets behind a
name, or what the user wrote beside the file. A name alone never does: half of Colombia's names stand on Ecuador's map.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from kg.knowledge import read_yaml
from kg.model import Institution, Line
from kg.registry import COUNTRIES, Registry
from kg.text import squeeze
from kg.words import Trie, Words

_MUNICIPALITY = "municipio-co"
_CODED = re.compile(r"(?:Alcaldía Municipal de )?(?P<name>.+?) \(DANE (?P<code>\d{5}), Colombia\)\s*")
_ANNOUNCED = 4
"""Weight of a name behind «municipio de» or before its department; a name alone weighs 1."""
_CLEAR = 2
"""Times that the first must outweigh the second."""


def by_full_name(name: str, registry: Registry) -> Institution | None:
    """Read a name as the registry writes it, with department and country in brackets."""
    coded = _CODED.fullmatch(name)
    if coded:
        return by_dane_code(coded["code"], coded["name"], registry)
    head, _, tail = name.rstrip(" )").rpartition("(")
    where, words = squeeze(tail), squeeze(head).split()
    for start in range(len(words)):
        for code in registry.abroad.get(" ".join(words[start:]), ()):
            territory = registry.territory(code)
            country = COUNTRIES[territory.country] if territory else ""
            if where == squeeze(", ".join([*(t.name for t in registry.ancestors(code)), country])):
                return registry.gad(code)
    return None


def by_dane_code(code: str, name: str, registry: Registry) -> Institution | None:
    """Return the municipality of Colombia with a national code, with or without its zero in front.

    One newer than the registry, or invented, keeps its name with the code; ``None`` where there is no name either.

    >>> from kg.registry import load_registry
    >>> by_dane_code("5321", "", load_registry()).key
    'mun-co-05321'
    >>> by_dane_code("99999", "Villa Inventada", load_registry()).name
    'Alcaldía Municipal de Villa Inventada (DANE 99999, Colombia)'
    """
    code = code.zfill(5)
    known = registry.gad(f"co-{code}")
    if known or not name.strip():
        return known
    kind = registry.kinds[_MUNICIPALITY]
    label = f"{kind.title.format(lugar=name.strip())} (DANE {code}, {COUNTRIES[kind.country]})"
    return Institution(kind.key.format(dpa=code), label, kind.code)


def sole_named(name: str, country: str, registry: Registry) -> Institution | None:
    """Return the municipality of a country with this name, if there is just one."""
    codes = registry.abroad.get(squeeze(name), ())
    found = [gad for code in codes if code.startswith(f"{country}-") and (gad := registry.gad(code))]
    return found[0] if len(found) == 1 else None


def most_named(lines: Iterable[Line], country: str, registry: Registry) -> tuple[Institution, Line] | None:
    """Return the municipality of a country that the lines name most, and where first; ``None`` without a clear one."""
    votes: Counter[str] = Counter()
    first: dict[str, Line] = {}
    for line in lines:
        for cell in filter(None, line.cells):
            for code, weight in _votes(Words.of(cell.value), country, registry):
                votes[code] += weight
                first.setdefault(code, line)
    ranking = votes.most_common(2)
    if not ranking or ranking[0][1] < _ANNOUNCED or (len(ranking) > 1 and ranking[0][1] < _CLEAR * ranking[1][1]):
        return None
    found = registry.gad(ranking[0][0])
    return (found, first[ranking[0][0]]) if found else None


def _votes(words: Words, country: str, registry: Registry) -> Iterator[tuple[str, int]]:
    trie = _names(registry, country)
    for index in range(len(words)):
        hit = trie.longest(words, index) if words.capital(index) else None
        if hit is None:
            continue
        near = _of_department(words, hit[0], hit[1], registry)
        codes = near or hit[1]
        if len(codes) == 1:
            yield codes[0], _ANNOUNCED if near or _is_announced(words, index, country) else 1


def _of_department(words: Words, stop: int, codes: Sequence[str], registry: Registry) -> tuple[str, ...]:
    """Keep the municipalities whose department follows: «Cajicá, Cundinamarca», «Cajicá (Cundinamarca)»."""
    after = f"{' '.join(words.folded[stop : stop + 4])} "
    parents = {code: registry.ancestors(code) for code in codes}
    return tuple(code for code in codes if any(after.startswith(f"{squeeze(t.name)} ") for t in parents[code]))


def _is_announced(words: Words, index: int, country: str) -> bool:
    return any(words.folded[max(0, index - len(phrase)) : index] == phrase for phrase in _phrases(country))


@lru_cache(maxsize=4)
def _phrases(country: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in read_yaml("lexicon/identity.yaml")["extranjero"][country])


@lru_cache(maxsize=4)
def _names(registry: Registry, country: str) -> Trie[str]:
    trie: Trie[str] = Trie()
    for name, codes in registry.abroad.items():
        for code in codes:
            if code.startswith(f"{country}-") and registry.gad(code):
                trie.add(name.split(), code)
    return trie
