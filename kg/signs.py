"""The institution of a document whose title does not name it, told by signs that agree.

A host (``consorciorioclaro.gob.ec``) tells a kind and a name run together; a line above or below the table tells a
whole name («Consorcio de Municipios del Río Claro»); the name of the file tells words, and how to part those of the
host. A host that agrees with another sign is believed, and so is a line that is but a name. It is always said, with a
``Problem``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from kg.domains import SHORTEST, institution_of_host, read_domains
from kg.evidence import ADVICE_OWNER, NAME_IN_HOST, Clue, Scene, announced, hosts, level_hint, short
from kg.locator import where
from kg.model import Institution, Problem
from kg.naming import Named, proper_case
from kg.registry import InstitutionKind, Registry
from kg.text import fold
from kg.words import Words, lexicon

_WORD = re.compile(r"[^\W\d_]+")
_LEADS = ("", "delos", "delas", "dela", "del", "de")
"""What may stand in a host between kind and name: ``consorciodelrioclaro``."""
_INITIALS = 2
"""Letters too few to tell a kind where nothing else does: ``ep…``, ``cb…``."""
_KIND_WORDS = 6
"""Words of a file name that may announce a kind."""


@dataclass(frozen=True, slots=True)
class Form:
    """How hosts and file names announce a kind of institution: ``mancomunidad…``, ``…ep``."""

    letters: str
    kind: InstitutionKind
    phrase: str
    """The same as printed: «Empresa Pública»."""
    last: bool
    """Whether it stands at the end."""

    def printed(self, name: str) -> str:
        """Return the whole name of the institution of this kind that is called ``name``."""
        if not self.kind.level:
            return proper_case(f"{self.phrase} {name}".upper())
        lead = re.match(r"(?:del?(?: l[ao]s?)? )?", name, re.IGNORECASE)
        return self.kind.title.format(lugar=proper_case(name[lead.end() if lead else 0 :].upper()))


@dataclass(frozen=True, slots=True)
class Said:
    """A name in a line of the text, or words in the name of the file."""

    kind: InstitutionKind | None
    """``None`` where only words are told."""
    words: tuple[str, ...]
    """The name without its kind, folded."""
    told: str
    """Where it stands, in Spanish."""
    clue: Clue | None = None
    """The institution, where a line tells it whole."""
    form: Form | None = None
    """How the file name announces the kind."""
    printed: tuple[str, ...] = ()
    """The words as the file name has them."""


def from_host_and_another(scene: Scene) -> Clue | None:
    """Take the institution that a host tells together with a line, a mention or the name of the file.

    Hosts of a government or body that the registry knows are left to ``from_mail``; a link may be to anyone whom the
    text mentions, so that mentions only agree with mails.
    """
    if scene.country:
        return None
    level = level_hint(scene)
    forms = _forms(scene.registry, level)
    lines, mentions, files = tuple(own_lines(scene)), tuple(_mentions(scene)), tuple(file_names(scene, forms))
    for host, told, mail in hosts(scene) if lines or mentions or files else ():
        if institution_of_host(host, scene.registry, level, scene.context):
            continue
        for said in (*lines, *(mentions if mail else ()), *files):
            clue = _agreed(scene, host, said, forms)
            if clue:
                also = _file_that_agrees(said, files) if said.clue else None
                basis = f"{said.told}, que concuerda con el {told}" + (f", y con {also.told}" if also else "")
                return _with_doubts(clue, basis, "por señales que concuerdan", lines)
    return None


def from_own_line(scene: Scene) -> Clue | None:
    """Take the only institution whose name is a line outside the table, or the one that the file name repeats."""
    if scene.country:
        return None
    lines = {said.clue.institution.key: said for said in own_lines(scene) if said.clue}
    files = tuple(file_names(scene, _forms(scene.registry, level_hint(scene)))) if lines else ()
    agreeing = [said for said in lines.values() if _file_that_agrees(said, files)]
    chosen = agreeing if len(agreeing) == 1 else list(lines.values())
    if len(chosen) != 1 or chosen[0].clue is None:
        return None
    also = _file_that_agrees(chosen[0], files)
    basis = chosen[0].told + (f", que concuerda con {also.told}" if also else ", que está fuera de la tabla")
    why = "por señales que concuerdan" if also else "solo por una línea fuera de la tabla"
    return _with_doubts(chosen[0].clue, basis, why, tuple(lines.values()))


def own_lines(scene: Scene) -> Iterator[Said]:
    """Yield the names with which a line above or below the table begins: «Mancomunidad del Río Claro. Dirección …»."""
    table = [row.place.span for row in scene.rows if row.kind != "publicacion"]
    if not table:
        return
    first, last = min(span.start for span in table), max(span.end for span in table)
    for line, cell in scene.cells(scene.document.lines):
        if first <= line.place.span.start < last or sum(one is not None for one in line.cells) != 1:
            continue
        words = Words.of(cell.value)
        for named, clue in announced(scene, words, "", line.place):
            if named and _stands_alone(words, named):
                yield from _said(named, clue, f"«{short(named.whole)}», {where(line.place)}")


def file_names(scene: Scene, forms: Sequence[Form]) -> Iterator[Said]:
    """Yield what the name of the file tells: each run of words that are no «lotaip», «informe» …, with its kind."""
    name = scene.document.name
    printed = tuple(_WORD.findall(name.rpartition(".")[0] or name))
    words = tuple(map(fold, printed))
    index = 0
    while index < len(words):
        form, start = _form_at(words, index, forms)
        stop = start
        while stop < len(words) and words[stop] not in lexicon().cuts:
            stop += 1
        if stop > start:
            told = f"el nombre del archivo («{name}»)"
            yield Said(form.kind if form else None, words[start:stop], told, None, form, printed[start:stop])
        index = max(stop, index + 1)


def _mentions(scene: Scene) -> Iterator[Said]:
    for vote in scene.votes:
        yield from _said(vote.named, vote.settled(), f"«{short(vote.named.whole)}», {vote.first}")


def _said(named: Named, clue: Clue, told: str) -> Iterator[Said]:
    """Yield a name of the text unless it is that of a national body, or of a zone whose government is not said."""
    if named.kind and named.name and named.kind.code != "entidad-nacional" and not named.kind.zone:
        yield Said(named.kind, Words.of(named.name).folded, told, clue)


def _stands_alone(words: Words, named: Named) -> bool:
    """Whether the line is the name, with no more before it than a year and after it than another sentence."""
    after = words.value[words.ends[named.stop - 1] :].lstrip(" \t»”\"'")
    return all(map(str.isdecimal, words.folded[: named.start])) and (not after or not after[0].isalnum())


def _agreed(scene: Scene, host: str, said: Said, forms: Sequence[Form]) -> Clue | None:
    """Return the institution that one label of a host and another sign tell together."""
    for part in host.split(".")[:-1]:
        label = "".join(filter(str.isalnum, fold(part)))
        for form in forms:
            fit = _alike(said.kind, form.kind) if said.kind else len(form.letters) > _INITIALS
            run = _shared(label, form, said.words) if fit else None
            if run:
                return said.clue or _made(scene, said.form or form, said.printed[slice(*run)])
        bare = _run(said.words, label) if said.kind and len(label) >= NAME_IN_HOST and _public(host) else None
        if bare and bare[1] == len(said.words):
            return said.clue or (_made(scene, said.form, said.printed) if said.form else None)
    return None


def _made(scene: Scene, form: Form, name: Sequence[str]) -> Clue | None:
    """Write out the institution of a kind and a name, and look it up as if the text said so."""
    found = announced(scene, Words.of(form.printed(" ".join(name))), "", None)
    return found[0][1] if found else None


def _shared(label: str, form: Form, words: Sequence[str]) -> tuple[int, int] | None:
    """Return the words of a name that a label has beside the letters of a kind."""
    if not (label.endswith(form.letters) if form.last else label.startswith(form.letters)):
        return None
    rest = label.removesuffix(form.letters) if form.last else label.removeprefix(form.letters)
    return next(filter(None, (_run(words, rest[len(lead) :]) for lead in _LEADS if rest.startswith(lead))), None)


def _run(words: Sequence[str], letters: str) -> tuple[int, int] | None:
    """Return the words that give ``letters`` when run together, with their «de», «la» … or without.

    >>> _run(("municipios", "del", "rio", "claro"), "rioclaro")
    (2, 4)
    """
    if len(letters) < SHORTEST:
        return None
    for dropped in (frozenset[str](), lexicon().inner):
        for start, stop in combinations(range(len(words) + 1), 2):
            part = words[start:stop]
            if not {part[0], part[-1]} & dropped and "".join(w for w in part if w not in dropped) == letters:
                return start, stop
    return None


def _file_that_agrees(said: Said, files: Sequence[Said]) -> Said | None:
    """Return the part of the file name that repeats a name of the text."""
    for one in files:
        whole = "".join(word for word in one.words if word not in lexicon().inner)
        if (one.kind is None or (said.kind and _alike(one.kind, said.kind))) and _run(said.words, whole):
            return one
    return None


def _with_doubts(clue: Clue, basis: str, why: str, lines: Sequence[Said]) -> Clue:
    """Say that no title names the institution, and which other ones have a line of their own."""
    taken = clue.institution
    doubt = f"Ningún título dice de quién es el informe; se tomó «{taken.name}» {why}."
    unknown = [problem for problem in clue.problems if problem.code != "institucion-inferida"]
    conflicts = [
        Problem("identidad-en-conflicto", f"Se tomó {taken.name}; otra línea nombra a {said.told}.", ADVICE_OWNER)
        for said in lines
        if said.clue and _differ(said.clue.institution, taken)
    ]
    notes = (problem.message for problem in unknown if problem.code.startswith("territorio-"))
    whole = "; ".join((basis, *(f"{note[0].lower()}{note[1:-1]}" for note in notes)))
    return Clue(taken, whole, (Problem("institucion-inferida", doubt, ADVICE_OWNER), *unknown, *conflicts))


def _differ(one: Institution, other: Institution) -> bool:
    return one.key != other.key and (one.place is None or one.place != other.place)


def _alike(one: InstitutionKind, other: InstitutionKind) -> bool:
    """Whether two kinds are one, or both the government of a level."""
    return one.code == other.code or (one.level == other.level and one.key == other.key == "gad-{dpa}")


def _public(host: str) -> bool:
    return not {"gob", "gov"}.isdisjoint(host.split("."))


def _form_at(words: Sequence[str], index: int, forms: Sequence[Form]) -> tuple[Form | None, int]:
    """Return the longest kind that words of the file name announce, and where its name begins."""
    by_letters = {form.letters: form for form in reversed(forms) if not form.last}
    for stop in range(min(len(words), index + _KIND_WORDS), index, -1):
        form = by_letters.get("".join(words[index:stop]))
        if form:
            return form, stop
    return None, index


@lru_cache(maxsize=16)
def _forms(registry: Registry, level: str | None) -> tuple[Form, ...]:
    """Return how kinds are announced, the longest first; ``level`` is that of «gad…», which does not tell its own."""
    found = [
        Form(letters.strip("-"), kind, phrase, letters.startswith("-"))
        for kind in registry.kinds.values()
        for letters, phrase in kind.hosts.items()
    ]
    for own, prefix in read_domains()[0]:
        fit = (kind for kind in registry.kinds.values() if kind.key == "gad-{dpa}" and kind.level == (own or level))
        kind = next((kind for kind in fit if not kind.only), None)
        if kind:
            found.append(Form(prefix, kind, kind.label, False))
    return tuple(sorted(found, key=lambda form: -len(form.letters)))
