"""Split a cell that names several responsible bodies, and tell units from posts and from persons."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.model import Official, Person, Responsible, Text
from kg.text import fold
from kg.wording.lexicon import label_words

_ALWAYS = re.compile(r"\s*(?:[;|•]|\s/\s|/(?=\s)|(?<=\s)/|\s[-–]\s)\s*")
_ACRONYMS = re.compile(r"\s*[A-ZÑ][A-ZÑ-]{2,}(?:\s*(?:,|\s[ye]\s)\s*[A-ZÑ][A-ZÑ-]{2,})+\s*")
_WORD = re.compile(r"[^\W\d_]+")
_BEHIND = re.compile(r"\s*\(([^()]*)\)\s*$")
_LONGEST_NAME = 5
_CONNECTORS = frozenset(
    "de del la las los el y e o a al en para por con sub".split()  # noqa: SIM905 (reads as a sentence)
)


@lru_cache(maxsize=8192)
def split_responsibles(cell: str) -> tuple[Responsible, ...]:
    """Return the bodies, units and posts that a cell makes responsible, in order.

    A new body starts after « / », «;» and the like, after «y», «,» or «.» before a body word, and where a body word
    follows a complete name without any sign between.

    >>> [each.name for each in split_responsibles("Jefatura de Riego / Alcalde")]
    ['Jefatura de Riego', 'Alcalde']
    >>> [each.name for each in split_responsibles("Dirección de Agua Unidad de Obras y Vías. Dirección Legal.")]
    ['Dirección de Agua', 'Unidad de Obras y Vías', 'Dirección Legal']
    """
    names = [name for piece in _ALWAYS.split(cell) for name in _bodies(piece)]
    distinct = dict.fromkeys(name for name in map(_trim, names) if name)
    return tuple(Responsible(name, kind_of(name)) for name in distinct)


def tell_apart(cell: Text) -> tuple[tuple[Responsible, ...], tuple[Official, ...]]:
    """Return the bodies, units and posts that a cell makes responsible, and the persons that it names."""
    named = split_responsibles(cell.value)
    persons = tuple(Official(person_of(each.name), cell.place) for each in named if _is_person(each.name))
    return tuple(each for each in named if not _is_person(each.name)), persons


def kind_of(name: str) -> str:
    """Return ``puesto`` for a post, ``unidad`` for anything else.

    >>> kind_of("Administradora Zonal"), kind_of("Dirección Zonal"), kind_of("Talento humano")
    ('puesto', 'unidad', 'unidad')
    """
    words = _WORD.findall(fold(name))
    posts = label_words().posts
    return "puesto" if words and (words[0] in posts or " ".join(words[:2]) in posts) else "unidad"


def person_of(name: str) -> Person:
    """Tell a person from the post in parentheses behind the name.

    >>> person_of("Ing. Ana Paz (Jefa de Obras)")
    Person(name='Ing. Ana Paz', post='Jefa de Obras', mail=None, phone=None)
    """
    match = _BEHIND.search(name)
    return Person(name[: match.start()].strip(), match[1].strip()) if match else Person(name)


def _is_person(name: str) -> bool:
    """Tell «Sr. Luis Mora», «Mora Luis, Ing.» from «Ing. Ambiental»: a title and a name of several words."""
    known = label_words()
    printed = _WORD.findall(_BEHIND.sub("", name))
    words = [word for word in printed if fold(word) not in known.titles]
    names = [word for word in words if fold(word) not in _CONNECTORS]
    own = all(word[0].isupper() and fold(word) not in known.bodies | known.posts for word in names)
    titled = fold(printed[0]) in known.titles or fold(printed[-1]) in known.titles if printed else False
    return titled and own and 2 <= len(names) <= _LONGEST_NAME and bool(words) and words[0] == names[0]


def _trim(name: str) -> str:
    return re.sub(r"^(?:[\s.,:]|(?:y|e)\s)+|[\s.,:;]+$", "", name)


def _bodies(piece: str) -> list[str]:
    """Cut a piece where a body word starts a new name, or at each sign where it only lists acronyms."""
    if _ACRONYMS.fullmatch(piece):
        return re.split(r"\s*(?:,|\s[ye]\s)\s*", piece)
    starts = [0]
    folded = fold(piece)
    words = [(match.start(), match[0]) for match in _WORD.finditer(folded)]
    for index, (start, word) in enumerate(words[1:], 1):
        if piece[start].isupper() and _starts_name(piece, folded, words[index - 1], start, word, starts[-1]):
            starts.append(start)
    ends = [*starts[1:], len(piece)]
    return [_without_tail(piece[start:end]) for start, end in zip(starts, ends, strict=True)]


def _starts_name(piece: str, folded: str, before: tuple[int, str], start: int, word: str, opened: int) -> bool:
    known = label_words()
    body, post = word in known.bodies, word in known.posts
    previous = before[1]
    name = folded[opened : before[0] + len(previous)]
    if word in known.titles and folded[start + len(word) :].lstrip(". ")[:1].isalpha():
        return len(_WORD.findall(name)) > 2 and previous not in known.titles
    if not body and not post:
        return False
    if previous in ("y", "e") or piece[:start].rstrip()[-1:] in ".,":
        # «Dir. Unidad de …»: after a short abbreviation the name goes on.
        return len(_WORD.findall(name)) > 1 or (len(previous) > 4 and previous not in known.bodies)
    # Without a sign only a body word separates, and only after a name that is complete.
    return body and previous not in _CONNECTORS and len(_WORD.findall(name)) > 1


def _without_tail(name: str) -> str:
    return re.sub(r"[\s,]+(?:y|e)\s*$", "", name)
