"""Mint every IRI of the graph: the only file that decides how a thing is named.

An IRI rests on keys printed in the source or taken from registries. Where no key is printed it rests on the text: a
readable slug, and a hash of the whole text wherever the slug does not say all of it. So an IRI never depends on what
other rows say, and a hostile name (quotes, blanks, ``<>``, another script, nothing at all) still gives a valid one.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from kg.base import BASE
from kg.knowledge import read_yaml
from kg.locator import fragment
from kg.model import (
    Activity,
    Axis,
    Budget,
    Finding,
    Goal,
    Institution,
    Intervention,
    Mention,
    Norm,
    Objective,
    Pact,
    Period,
    Place,
    Plan,
    Report,
    Unit,
)
from kg.text import slug, squeeze

NO_PERIOD = "sin-periodo"
NO_YEAR = "sin-anio"

_SEGMENT = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*")
_BASE = re.compile(r"[a-z][a-z0-9+.-]*:[A-Za-z0-9._~:/@%-]+/")


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Return the words left out of slugs (``ontologies/lexicon/slug.yaml``)."""
    return frozenset(read_yaml("lexicon/slug.yaml")["palabras"])


@lru_cache(maxsize=65536)
def name_slug(name: str) -> str:
    """Name a thing after ``name``; spellings that differ in case, accents, punctuation or stop words fall together.

    >>> name_slug("Administración Zonal Valle de los Chillos")
    'administracion-zonal-valle-chillos'
    """
    found, stop = slug(name, stop_words()), stop_words()
    words = [word for word in squeeze(name).split() if word not in stop]
    whole = len(words) <= 8 and all(word.isascii() for word in words)
    return found if found and whole else _with_hash(found, " ".join(words) or name)


@lru_cache(maxsize=65536)
def text_slug(text: str) -> str:
    """Name a thing that has no other key after its text: two texts share a slug only if ``squeeze`` makes them equal.

    >>> text_slug("Gestión ambiental")
    'gestion-ambiental'
    >>> text_slug("Gestión del ambiente") == text_slug("Gestión de ambiente")
    False
    """
    found = slug(text, stop_words())
    return found if found and found == squeeze(text).replace(" ", "-") else _with_hash(found, text)


@lru_cache(maxsize=65536)
def segment(key: str) -> str:
    """Return a key that is already safe inside an IRI as it is, any other as a slug with a hash of the key.

    >>> segment("9-2-m1"), segment("..") == ".."
    ('9-2-m1', False)
    """
    return key if _SEGMENT.fullmatch(key) else _with_hash(slug(key, stop_words()), key, exact=True)


def _with_hash(readable: str, text: str, *, exact: bool = False) -> str:
    whole = text if exact else squeeze(text) or text
    digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{readable}-{digest}" if readable else f"x-{digest}"


def period_key(period: Period | None) -> str:
    """Name a period inside an IRI; ``None`` and the year 0, which stands for it in goals, are ``sin-periodo``."""
    return period.key if period is not None and period.last else NO_PERIOD


@dataclass(frozen=True, slots=True)
class SourceIris:
    """The IRIs of one version of one document and of its named graphs."""

    slug: str
    document: str
    version: str
    facts: str
    evidence: str
    quality: str
    people: str

    def locator(self, place: Place) -> str:
        """Return the IRI of a row or cell of this version: ``{version}#cell=13,10&char=5551,5670``."""
        return f"{self.version}#{fragment(place)}"

    def evidence_target(self, start: int, end: int) -> str:
        """Return the IRI of a quoted stretch of text; its annotation and selectors stand below it."""
        return f"{self.version}/ev/{start}-{end}"

    def finding(self, rule: str, key: str, order: int, origin: str = "") -> str:
        """Return the IRI of the ``order``-th finding of a rule about one thing; ``origin`` names who else looked."""
        within = f"{origin}/" if origin else ""
        return f"{self.version}/dq/{within}{segment(rule)}-{segment(key)}-{order}"


@dataclass(frozen=True, slots=True)
class Mint:
    """Mints IRIs below one base, which must end in ``/``.

    >>> Mint().place("1701")
    'https://w3id.org/rendicion-ec/id/lugar/ec-1701'
    """

    base: str = BASE

    def __post_init__(self) -> None:
        if not _BASE.fullmatch(self.base):
            raise ValueError(f"the base of the IRIs must be an absolute IRI that ends in '/': {self.base!r}")

    # -- names of the model ------------------------------------------------------------------------------------

    @property
    def ontology(self) -> str:
        """Namespace of classes and properties."""
        return f"{self.base}ont#"

    @property
    def vocabulary(self) -> str:
        """Namespace of concepts: ``{scheme}/{code}`` follows."""
        return f"{self.base}voc/"

    def concept(self, scheme: str, code: str) -> str:
        """Return a concept of a SKOS scheme."""
        return f"{self.base}voc/{scheme}/{segment(code)}"

    def graph(self, name: str) -> str:
        """Return a shared named graph: ``vocabulario``, ``registro``, ``entidades`` or ``procedencia``."""
        return f"{self.base}grafo/{name}"

    # -- territory and time ------------------------------------------------------------------------------------

    def place(self, code: str) -> str:
        """Return a place of the registry by its INEC code; a code with its country (``co-25126``) stands as it is."""
        return f"{self.base}id/lugar/{segment(code) if '-' in code else f'ec-{segment(code)}'}"

    def zone(self, institution: Institution) -> str:
        """Return the territory without a code of ``institution``, named below the institution that it depends on."""
        owner = institution.parent or institution
        return f"{self.base}id/lugar/{segment(owner.key)}/zona/{name_slug(institution.zone or institution.name)}"

    def period(self, period: Period) -> str:
        """Return a year or a range of years."""
        return f"{self.base}id/periodo/{period.key}"

    # -- parties -----------------------------------------------------------------------------------------------

    def institution(self, key: str) -> str:
        """Return an institution by its key; a body that a text names has the slug of its name as key."""
        return f"{self.base}id/inst/{segment(key)}"

    def unit(self, unit: Unit) -> str:
        """Return a unit of an institution."""
        return self.unit_named(unit.institution, unit.name)

    def unit_named(self, institution: Institution, name: str) -> str:
        """Return a unit of which only the name is known."""
        return f"{self.institution(institution.key)}/unidad/{name_slug(name)}"

    def post(self, institution: Institution, name: str) -> str:
        """Return a post of an institution."""
        return f"{self.institution(institution.key)}/puesto/{name_slug(name)}"

    def person(self, institution: Institution, name: str) -> str:
        """Return an official of an institution."""
        return f"{self.institution(institution.key)}/persona/{name_slug(name)}"

    # -- plans, goals, claims ----------------------------------------------------------------------------------

    def plan(self, plan: Plan) -> str:
        """Return a plan by institution, kind and period."""
        where = f"{self.base}id/plan/{segment(plan.institution.key)}"
        return f"{where}/{segment(plan.kind)}-{period_key(plan.period)}"

    def objective(self, objective: Objective) -> str:
        """Return an objective by its plan, the code printed before it and its whole text, squeezed."""
        name = text_slug(objective.text)
        code = f"{segment(objective.code.lower())}-" if objective.code else ""
        return f"{self.plan(objective.plan)}/obj/{code}{name}"

    def goal(self, goal: Goal) -> str:
        """Return a goal by institution, period and key."""
        return self.goal_named(goal.institution.key, goal.period, goal.key)

    def result(self, goal: Goal) -> str:
        """Return what a report says of a goal."""
        return f"{self.goal(goal)}/resultado"

    def year_target(self, goal: Goal, period: Period) -> str:
        """Return what falls to one period of a goal of several years."""
        return f"{self.goal(goal)}/periodo/{period.key}"

    def goal_named(self, institution: str, period: Period, key: str) -> str:
        """Return a goal of which only institution, period and key are known."""
        return f"{self.base}id/meta/{segment(institution)}/{period_key(period)}/{segment(key)}"

    def budget(self, budget: Budget) -> str:
        """Return the money of a goal or product in one period."""
        where = f"{segment(budget.institution.key)}/{period_key(budget.plan_period)}/{segment(budget.key)}"
        return f"{self.base}id/presupuesto/{where}/{period_key(budget.period)}"

    def spot(self, institution: Institution, name: str) -> str:
        """Return a neighbourhood or community of an institution's territory, of which only the name is known."""
        return f"{self.base}id/lugar/{segment(institution.key)}/zona/{name_slug(name)}"

    def classifier(self, catalogue: str, code: str) -> str:
        """Return a class of a national catalogue by its code."""
        return f"{self.base}id/clasificador/{segment(catalogue)}/{segment(code)}"

    def norm(self, norm: Norm) -> str:
        """Return a legal instrument; ``/eli/`` stands in the path because ELI's validators look for it."""
        year = norm.year if norm.year is not None else NO_YEAR
        parts = f"{segment(norm.issuer)}/{segment(norm.kind)}/{year}/{segment(norm.number)}"
        return f"{self.base}id/eli/ec/{parts}"

    def mention(self, mention: Mention, institution: Institution) -> str:
        """Return what a text of ``institution`` names; agreements are numbered within the institution."""
        if mention.kind == "convenio":
            return f"{self.base}id/convenio/{segment(institution.key)}/{segment(mention.key)}"
        if mention.kind == "organizacion":
            return self.institution(mention.key)
        named = mention.key.isdecimal()
        return self.place(mention.key) if named else f"{self.base}id/lugar/{segment(mention.key)}"

    # -- citizens ----------------------------------------------------------------------------------------------

    def progress(self, document: str, order: int) -> str:
        """Return what the ``order``-th row of a document's summary says of an objective or plan."""
        return f"{document}/avance/{order}"

    def axis(self, document: str, axis: Axis) -> str:
        """Return an axis of the work plan whose document IRI is given."""
        return f"{document}/eje/{axis.order}"

    def intervention(self, document: str, intervention: Intervention) -> str:
        """Return an observation, contribution or agreement."""
        return f"{self.axis(document, intervention.axis)}/{segment(intervention.kind)}/{intervention.order}"

    def activity(self, document: str, activity: Activity) -> str:
        """Return a scheduled activity."""
        return f"{self.axis(document, activity.axis)}/actividad/{activity.order}"

    def pact(self, pact: Pact) -> str:
        """Return a pact, named below its territory; its parts are numbered below it."""
        place = pact.institution.place
        where = (place if "-" in place else f"ec-{place}") if place else pact.institution.key
        code = f"{segment(pact.code.lower())}-" if pact.code else ""
        return f"{self.base}id/pacto/{segment(where)}/{code}{name_slug(pact.title)}"

    # -- documents ---------------------------------------------------------------------------------------------

    def source(self, report: Report) -> SourceIris:
        """Return the IRIs of the document that a report was read from."""
        identity = report.identity
        period = period_key(identity.period)
        return self.version(
            f"{segment(identity.institution.key)}-{segment(report.family)}-{period}", report.document.sha256
        )

    def version(self, document_slug: str, sha256: str) -> SourceIris:
        """Return the IRIs of the version of ``document_slug`` whose bytes have this hash."""
        tail = f"{document_slug}/{sha256[:12]}"
        document = f"{self.base}id/doc/{document_slug}"
        graphs = (f"{self.base}grafo/{kind}/{tail}" for kind in ("doc", "evidencia", "calidad", "personas"))
        return SourceIris(document_slug, document, f"{document}/v/{sha256[:12]}", *graphs)

    def agent(self, version: str) -> str:
        """Return this program, at a version, as an agent."""
        return f"{self.base}id/agente/cuentas-claras-{segment(version)}"


def finding_key(finding: Finding) -> str:
    """Return what names the target of a finding inside the finding's own IRI.

    Keys of goals stand as they are; keys of units (``unidad:…``) and other texts become slugs.
    """
    about = finding.about
    if about is None:
        return "documento"
    return about if _SEGMENT.fullmatch(about) else name_slug(about)
