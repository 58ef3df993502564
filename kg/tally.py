"""Say counts in Spanish: «1 pacto, 5 productos»; the words stand in ``ontologies/lexicon/tally.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from kg.knowledge import read_yaml

_SAME = 2
"""So many problems of one kind with the same next step are put together."""


class Told(NamedTuple):
    """Problems of a file that are alike, as people read them."""

    title: str
    message: str
    places: tuple[str, ...]
    advice: str
    others: int
    """How many more there are like it."""


def things(counts: Mapping[str, int]) -> str:
    """Say how many records of each class there are; other names (rules) stand as they are.

    >>> things({"pactos": 1, "metas-anuales": 5, "polaridad": 2})
    '1 pacto, 5 metas anuales, 2 polaridad'
    """
    words = {**_words("registros"), **_words("personales")}
    return ", ".join(f"{count} {words.get(name, (name, name))[count != 1]}" for name, count in counts.items())


def lines(counts: Mapping[str, int], skipped: Mapping[str, int] | None = None, repaired: int = 0) -> str:
    """Say what became of the source lines; the parts add up to the total.

    ``skipped`` tells the reasons of those left out, ``repaired`` how many of the records were put right.

    >>> lines({"encabezado": 2, "registro": 1, "pie": 0, "total": 3})
    '3 = 2 de encabezado + 1 leída como registro'
    >>> lines({"registro": 9, "omitida": 2, "total": 11}, {"fila-de-totales": 2}, 1)
    '11 = 9 leídas como registro (1 reparada) + 2 omitidas (filas de totales: 2)'
    """
    notes = {"registro": f" ({repaired} reparada{'s' if repaired > 1 else ''})" if repaired else ""}
    reasons = "; ".join(f"{problem_title(code)}: {count}" for code, count in (skipped or {}).items())
    notes["omitida"] = f" ({reasons})" if reasons else ""
    words = _words("lineas")
    parts = [
        f"{count} {words.get(name, (name, name))[count != 1]}{notes.get(name, '')}"
        for name, count in counts.items()
        if count and name != "total"
    ]
    return f"{counts.get('total', 0)} = " + " + ".join(parts)


def problem_title(code: str) -> str:
    """Return what people call a kind of problem.

    >>> problem_title("pagina-escaneada"), problem_title("otra-cosa")
    ('páginas escaneadas', 'otra cosa')
    """
    found: Mapping[str, str] = _lexicon()["problemas"]
    return found.get(code, code.replace("-", " "))


def is_task(code: str) -> bool:
    """Tell whether a kind of problem asks somebody to look or to do something.

    >>> is_task("pagina-escaneada"), is_task("fila-de-totales")
    (True, False)
    """
    return code not in _lexicon()["sin_tarea"]


def parted(problems: Iterable[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Part the problems of a file into those to look at and those that it is enough to know of."""
    found = list(problems)
    return [one for one in found if is_task(one["code"])], [one for one in found if not is_task(one["code"])]


def alike(problems: Iterable[Mapping[str, Any]]) -> Iterator[Told]:
    """Put problems of one kind and with the same next step together: the first speaks for them, with all places."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for problem in problems:
        groups.setdefault((problem["code"], problem["advice"]), []).append(problem)
    for (code, advice), found in groups.items():
        if len(found) <= _SAME:
            yield from (Told(problem_title(code), one["message"], _places([one]), advice, 0) for one in found)
        else:
            yield Told(problem_title(code), found[0]["message"], _places(found), advice, len(found) - 1)


def _places(problems: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(problem["where"] for problem in problems if problem["where"]))


def _words(part: str) -> Mapping[str, Sequence[str]]:
    found: Mapping[str, Sequence[str]] = _lexicon()[part]
    return found


@lru_cache(maxsize=1)
def _lexicon() -> Mapping[str, Any]:
    found: Mapping[str, Any] = read_yaml("lexicon/tally.yaml")
    return found
