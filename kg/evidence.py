"""The kinds of evidence for the institution of a document; ``kg.identify`` weighs them.

Every function takes the ``Scene`` and returns a ``Clue`` or ``None``. A clue explains itself in Spanish with its line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kg.abroad import by_full_name, most_named, sole_named
from kg.domains import institution_of_host
from kg.iris import name_slug
from kg.knowledge import read_yaml
from kg.locator import where
from kg.model import Document, Institution, Line, Place, Problem, SourceRow, Text
from kg.naming import Named, Namer, in_zone_of, institution_of
from kg.period import labelled
from kg.publishers import Publishers, main_institution
from kg.registry import LEVELS, InstitutionKind, Registry
from kg.sidecar import Sidecar
from kg.text import fold, squeeze
from kg.words import Words

_MAIL = re.compile(r"(?<=[\w.+-])@([\w-]+(?:\.[\w-]+)+)")
_LINK = re.compile(r"(?:https?://|www\.)([\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
_FORM_LINES = 60
_OFTEN = 3
"""Times that an acronym, or a body with a name of its own, must occur to speak for the document."""
_ANSWERING = ("unidad", "responsable")
"""Columns of who answers for a row: units, posts and bodies, none of which need be the one that publishes."""
NAME_IN_HOST = 6
"""Letters that a name must have to be believed when it stands inside a host name."""
ADVICE_OWNER = "Si es de otra, escriba «institucion: …» en el archivo acompañante."
_ADVICE = "Escriba «institucion: gad-…» con el código INEC en el archivo acompañante, o añada el lugar al registro."


@dataclass(frozen=True, slots=True)
class Clue:
    """An institution and why."""

    institution: Institution
    basis: str
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Scene:
    """A document with what is looked up in it more than once."""

    document: Document
    titles: Sequence[Line]
    registry: Registry
    namer: Namer
    rows: Sequence[SourceRow] = ()
    country: str | None = None
    """Country of the form, where it is not Ecuador's."""
    _context: frozenset[str] | None = field(default=None, repr=False)
    _answering: frozenset[int] | None = field(default=None, repr=False)
    _votes: tuple[Vote, ...] | None = field(default=None, repr=False)

    @property
    def votes(self) -> tuple[Vote, ...]:
        """The institutions that the text announces, the one named most first."""
        if self._votes is None:
            self._votes = tuple(count_votes(self))
        return self._votes

    def cells(self, lines: Iterable[Line]) -> Iterator[tuple[Line, Text]]:
        """Yield the filled cells of some lines but those of the columns that tell who answers for a row."""
        if self._answering is None:
            named = (row.fields[name] for row in self.rows for name in _ANSWERING if name in row.fields)
            self._answering = frozenset(at for text in named for at in (text.offsets or (text.place.span.start,)))
        for line in lines:
            for cell in line.cells:
                if cell and cell.place.span.start not in self._answering:
                    yield line, cell

    @property
    def context(self) -> frozenset[str]:
        """Codes of the territories that the document names in its title or with their level («cantón Ambato»)."""
        if self._context is None:
            self._context = frozenset(self._named_places())
        return self._context

    def _named_places(self) -> Iterable[str]:
        levels = frozenset({"canton", "provincia"})
        titles = {line.place.span for line in self.titles}
        for line in self.document.lines:
            for cell in filter(None, line.cells):
                words = Words.of(cell.value)
                for index, word in enumerate(words.folded):
                    if word in levels or (line.place.span in titles and words.capital(index)):
                        yield from self._places_from(words, index, word)

    def _places_from(self, words: Words, index: int, word: str) -> Iterable[str]:
        start = index
        while start < len(words) and words.folded[start] in {"canton", "provincia", "de", "del"}:
            start += 1
        hit = self.namer.places.longest(words, start) if start < len(words) and words.capital(start) else None
        for code in hit[1] if hit else ():
            if start == index or LEVELS[len(code)] == word:
                yield code


def from_sidecar(scene: Scene, sidecar: Sidecar) -> Clue:
    """Resolve what the user wrote: key, code, acronym, name; an unknown name stands as it is."""
    value, registry = sidecar.institution or "", scene.registry
    basis = f"archivo acompañante ({sidecar.origin})"
    kind = registry.kinds.get(sidecar.kind) if sidecar.kind else None
    known = registry.institution(value) or registry.body(value) or registry.gad(value, sidecar.kind)
    if known:
        return Clue(known, basis)
    foreign = by_full_name(value, registry) or (kind and sole_named(value, kind.country, registry))
    if foreign:
        return Clue(foreign, basis)
    if kind and kind.level:
        found = registry.named(value, kind.level)
        if len(found) == 1 and (gad := registry.gad(found[0].code, kind.code)):
            return Clue(gad, basis)
    clue = _of_text(scene, value, basis, None)
    if clue:
        return clue
    return Clue(Institution(name_slug(value), value, kind.code if kind else "otra"), basis)


def from_rows(scene: Scene) -> Clue | None:
    """Read the column in which the rows of a table name their institution."""
    found = main_institution(scene.rows, Publishers(scene.registry, scene.namer))
    if found is None:
        return None
    institution, count = found
    several = f"; nombra {count} instituciones y esta es la de más filas" if count > 1 else ""
    return Clue(institution, f"la columna de la institución en las filas de la tabla{several}")


def from_abroad(scene: Scene) -> Clue | None:
    """Take the municipality that a form of another country names most: in its title, else in its text."""
    for lines, part in ((scene.titles, "el título"), (scene.document.lines, "el texto")):
        found = most_named(lines, scene.country, scene.registry) if scene.country else None
        if found:
            return Clue(found[0], f"«{found[0].name}», lo más nombrado en {part}, {where(found[1].place)}")
    return None


def from_fields(scene: Scene) -> Clue | None:
    """Read a labelled field of a form: «Nombre de la institución: …»."""
    labels = frozenset(read_yaml_labels())
    for line, label, value in labelled(scene.document.lines[:_FORM_LINES], labels):
        basis = f"campo «{label}», {where(line.place)}"
        body = scene.registry.body(value)
        clue = Clue(body, basis) if body else _of_text(scene, value, basis, line.place)
        clue = clue or _of_text(scene, f"{label} {value}", basis, line.place)
        if clue:
            return clue
    return None


@lru_cache(maxsize=1)
def read_yaml_labels() -> tuple[str, ...]:
    """Return the labels of the institution's field in forms."""
    return tuple(read_yaml("lexicon/identity.yaml")["etiquetas"])


def from_titles(scene: Scene) -> Clue | None:
    """Read the title: a body that belongs to another named beside it is the one that speaks."""
    clues: list[tuple[Named | None, Clue]] = []
    for line, cell in scene.cells(scene.titles):
        basis = f"título, {where(line.place)}: «{short(cell.value)}»"
        printed = cell.value.title() if cell.value.islower() else cell.value
        clues += announced(scene, Words.of(printed), basis, line.place)
    if not clues:
        return None
    kinds = scene.registry.kinds
    first = min((clue for _, clue in clues), key=lambda clue: _rank(kinds[clue.institution.kind]))
    if not kinds[first.institution.kind].dependent:
        return first
    owners = [c.institution for n, c in clues if n and n.kind and not n.kind.dependent and n.kind.level]
    return _under(scene, first, owners[0] if owners else None)


def _rank(kind: InstitutionKind) -> int:
    """Order the bodies of a title: the dependent one speaks, then governments, last who only receives the report."""
    if kind.dependent:
        return 0
    return 1 if kind.level else 3 if kind.code == "entidad-nacional" else 2


def _under(scene: Scene, clue: Clue, owner: Institution | None) -> Clue:
    """Put a dependent body under the government that the title names, or say that its parent was inferred."""
    institution, registry = clue.institution, scene.registry
    kind = registry.kinds[institution.kind]
    if kind.zone and owner is not None:
        return Clue(in_zone_of(institution, owner, kind), clue.basis, clue.problems)
    if institution.parent is None and owner is not None:
        place = institution.place or owner.place
        whole = Institution(
            institution.key, institution.name, institution.kind, place, institution.zone, owner, institution.aliases
        )
        return Clue(whole, clue.basis, clue.problems)
    if kind.zone and institution.parent is not None:
        note = f"; se supone que depende de «{institution.parent.name}», el único distrito metropolitano"
        return Clue(institution, clue.basis + note, clue.problems)
    return clue


@dataclass(frozen=True, slots=True)
class Vote:
    """How often the text announces an institution, and where first."""

    count: int
    named: Named
    clue: Clue
    """Its basis still holds ``{veces}``."""
    first: str
    """Where the text announces it first, in Spanish."""

    def settled(self) -> Clue:
        """Return the clue with the count in words."""
        times = "1 vez" if self.count == 1 else f"{self.count} veces"
        doubt = Problem(
            "institucion-inferida",
            f"Ningún título dice de quién es el informe; se tomó «{self.clue.institution.name}», la más nombrada en el "
            f"texto ({times}).",
            ADVICE_OWNER,
        )
        basis = self.clue.basis.replace("{veces}", times)
        return Clue(self.clue.institution, basis, (doubt, *self.clue.problems))


def from_text(scene: Scene) -> Clue | None:
    """Take the institution that the text announces most, at least three times or with a host of its name."""
    votes = scene.votes
    if not votes or (len(votes) > 1 and votes[0].count == votes[1].count):
        return None
    first = votes[0]
    if first.count < _OFTEN and not _hosted(scene, first.named):
        return None
    return _under(scene, first.settled(), None)


def from_few_words(scene: Scene) -> Clue | None:
    """Take the only government that the text announces, though it does so once or twice."""
    votes = [vote for vote in scene.votes if vote.named.kind is None or vote.named.kind.level]
    return votes[0].settled() if len(votes) == 1 == len(scene.votes) else None


def _hosted(scene: Scene, named: Named) -> bool:
    """Whether a mail or web host of the document contains the name: ``info@mancomunidadvalleimaginado.gob.ec``."""
    name = squeeze(named.name).replace(" ", "")
    hosts = (found[1].lower() for pattern in (_MAIL, _LINK) for found in pattern.finditer(scene.document.text))
    return len(name) >= NAME_IN_HOST and any(name in host.replace("-", "") for host in hosts)


def count_votes(scene: Scene) -> Iterable[Vote]:
    """Yield the institutions that the whole text announces, the one named most first; who is only asked is left out."""
    votes: Counter[str] = Counter()
    first: dict[str, tuple[Named, Clue, str]] = {}
    for line, cell in scene.cells(scene.document.lines):
        basis = f"«{{cita}}», lo más nombrado en el texto ({{veces}}), primera vez en: {where(line.place)}"
        for named, clue in announced(scene, Words.of(cell.value), basis, line.place):
            if named is None or (named.kind and named.kind.code == "entidad-nacional"):
                continue
            votes[clue.institution.key] += 1
            quoted = clue.basis.replace("{cita}", short(named.whole))
            whole = Clue(clue.institution, quoted, clue.problems)
            first.setdefault(clue.institution.key, (named, whole, where(line.place)))
    for key, count in votes.most_common():
        yield Vote(count, *first[key])


def from_mail(scene: Scene) -> Clue | None:
    """Take the government or body that owns the mail domain used most, else the host linked to most."""
    for host, told, _ in hosts(scene):
        institution = institution_of_host(host, scene.registry, level_hint(scene), scene.context)
        if institution:
            return Clue(institution, told)
    return None


def hosts(scene: Scene) -> Iterator[tuple[str, str, bool]]:
    """Yield the hosts of mails and then of links, those used most first; what and where they are; whether of a mail."""
    text = scene.document.text
    for pattern, what in ((_MAIL, "dominio del correo"), (_LINK, "dominio de los enlaces")):
        places: dict[str, list[int]] = {}
        for found in pattern.finditer(text):
            places.setdefault(found[1].lower(), []).append(found.start(1))
        for host, starts in sorted(places.items(), key=lambda item: -len(item[1])):
            yield host, f"{what} {host}, línea {text.count(chr(10), 0, starts[0]) + 1}", pattern is _MAIL


def from_siglas(scene: Scene) -> Clue | None:
    """Take the body whose acronym or name the text repeats, at least three times and twice as often as any other."""
    votes: Counter[str] = Counter()
    for _, cell in scene.cells(scene.document.lines):
        words = Words.of(cell.value)
        votes.update(hit[1] for index in range(len(words)) if (hit := scene.namer.body_at(words, index)))
    ranking = votes.most_common(2)
    if not ranking or ranking[0][1] < _OFTEN or (len(ranking) > 1 and ranking[0][1] < 2 * ranking[1][1]):
        return None
    institution = scene.registry.institution(ranking[0][0])
    if institution is None:
        return None
    return Clue(institution, f"el texto nombra {ranking[0][1]} veces a {institution.name}")


def from_level_and_place(scene: Scene) -> Clue | None:
    """Join a level of government that the text speaks of and a place of that level in the title."""
    level = level_hint(scene)
    if level is None:
        return None
    for line, cell in scene.cells(scene.titles):
        words = Words.of(cell.value)
        for index in range(len(words)):
            hit = scene.namer.places.longest(words, index) if words.capital(index) else None
            codes = tuple(code for code in (hit[1] if hit else ()) if LEVELS[len(code)] == level)
            codes = scene.namer.inside(codes, scene.context) if len(codes) > 1 else codes
            gad = scene.registry.gad(codes[0]) if len(codes) == 1 else None
            if hit and gad:
                place = words.slice(index, hit[0])
                word = {"canton": "cantonal", "provincia": "provincial", "parroquia": "parroquial"}[level]
                return Clue(gad, f"«{place}» en el título, {where(line.place)}, y gobierno de nivel {word} en el texto")
    return None


def level_hint(scene: Scene) -> str | None:
    """Return the level of government that the text speaks of most («prefecto», «concejo cantonal» …)."""
    text = squeeze(scene.document.text) if len(scene.document.text) < 65536 else fold(scene.document.text)
    votes = Counter({level: sum(1 for _ in pattern.finditer(text)) for level, pattern in _hints().items()})
    ranking = votes.most_common(2)
    return ranking[0][0] if ranking[0][1] > ranking[1][1] else None


@lru_cache(maxsize=1)
def _hints() -> dict[str, re.Pattern[str]]:
    data = read_yaml("lexicon/identity.yaml")["indicios"]
    return {level: re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b") for level, words in data.items()}


def _of_text(scene: Scene, text: str, basis: str, place: Place | None) -> Clue | None:
    found = announced(scene, Words.of(text), basis, place)
    return found[0][1] if found else None


def announced(scene: Scene, words: Words, basis: str, place: Place | None) -> list[tuple[Named | None, Clue]]:
    """Return a clue for every institution that the words announce, and for every body of the registry."""
    found: list[tuple[int, Named | None, Clue]] = []
    taken: set[int] = set()
    for index in range(len(words)):
        hit = scene.namer.body_at(words, index) if index not in taken else None
        institution = scene.registry.institution(hit[1]) if hit else None
        if hit and institution:
            taken.update(range(index, hit[0]))
            found.append((index, None, Clue(institution, basis)))
    for named in scene.namer.find(words):
        clue = _clue(scene, named, basis, place) if named.start not in taken else None
        if clue:
            found.append((named.start, named, clue))
    return [(named, clue) for _, named, clue in sorted(found, key=lambda item: item[0])]


def _clue(scene: Scene, named: Named, basis: str, place: Place | None) -> Clue | None:
    codes = named.codes
    if len(codes) > 1 and named.kind is None:
        level = level_hint(scene)
        codes = tuple(code for code in codes if LEVELS[len(code)] == level) or codes
    if len({len(code) for code in codes}) == 1:
        codes = scene.namer.inside(codes, scene.context)
    if len(codes) == 1:
        institution = institution_of(named, scene.registry, codes[0])
        return Clue(institution, basis) if institution else None
    institution = institution_of(named, scene.registry)
    if institution is None or not (named.kind and named.kind.level):
        return Clue(institution, basis) if institution else None
    return Clue(institution, *_doubt(scene, named, codes, basis, place))


def _doubt(
    scene: Scene, named: Named, codes: tuple[str, ...], basis: str, place: Place | None
) -> tuple[str, tuple[Problem, ...]]:
    """Say that the territory is not in the registry, or that several bear the name."""
    if not codes:
        said = f"el territorio «{named.name}» no está en el registro"
        return f"{basis}; {said}", (
            Problem("territorio-fuera-del-registro", f"{said[0].upper()}{said[1:]}.", _ADVICE, place),
        )
    where = "; ".join(f"{code} ({', '.join(t.name for t in scene.registry.ancestors(code))})" for code in codes)
    said = f"«{named.name}» puede ser {where}"
    return f"{basis}; {said}", (Problem("territorio-ambiguo", f"{said[0].upper()}{said[1:]}.", _ADVICE, place),)


def short(text: str) -> str:
    """Put a quotation on one line and cut it to 90 characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 90 else f"{flat[:89]}…"
