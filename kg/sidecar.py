"""Read the note that a user writes beside a report, where the file does not say whose it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.errors import KnowledgeError
from kg.knowledge import parse_yaml
from kg.model import Period

_FIELDS = ("institucion", "tipo", "periodo", "titulo", "familia")
_PERIOD = re.compile(r"\s*(\d{4})(?:\s*(?:-|–|a|al)\s*(\d{4}))?\s*")


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What the user states of a document; it outweighs whatever the document says."""

    institution: str | None = None
    """Key (``gad-0602``), INEC code, acronym or name."""
    kind: str | None = None
    """Code in the scheme ``tipo-institucion``."""
    period: Period | None = None
    title: str | None = None
    family: str | None = None
    origin: str = "archivo acompañante"

    def over(self, default: Sidecar | None) -> Sidecar:
        """Fill what this one leaves open from the folder's ``cuentas.yaml``."""
        if default is None:
            return self
        return Sidecar(
            self.institution or default.institution,
            self.kind or (default.kind if self.institution in (None, default.institution) else None),
            self.period or default.period,
            self.title or default.title,
            self.family or default.family,
            self.origin if self.institution or self.period else default.origin,
        )


def parse_sidecar(text: str, origin: str) -> Sidecar:
    """Parse ``informe.txt.yaml`` or ``cuentas.yaml``; raise ``KnowledgeError`` on unknown fields or a bad period.

    >>> parse_sidecar("institucion: gad-0602\\nperiodo: 2015-2025", "a.yaml").period
    Period(first=2015, last=2025)
    """
    data = parse_yaml(text, origin)
    if data is None:
        return Sidecar(origin=origin)
    if not isinstance(data, dict):
        raise KnowledgeError(f"{origin} no es una lista de campos.", _advice())
    unknown = sorted(str(key) for key in data if key not in _FIELDS)
    if unknown:
        raise KnowledgeError(f"{origin}: campo desconocido: {', '.join(unknown)}.", _advice())
    values = {key: _value(data[key], key, origin) for key in data if data[key] is not None}
    period = parse_period(values["periodo"], origin) if "periodo" in values else None
    return Sidecar(
        values.get("institucion"), values.get("tipo"), period, values.get("titulo"), values.get("familia"), origin
    )


def parse_period(value: str, origin: str) -> Period:
    """Read ``2020`` or ``2015-2025``; raise ``KnowledgeError`` on anything else."""
    found = _PERIOD.fullmatch(value)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise KnowledgeError(f"{origin}: «{value}» no es un período.", "Escriba un año (2020) o un rango (2015-2025).")
    return Period(first, last)


def _value(value: object, key: str, origin: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise KnowledgeError(f"{origin}: el campo «{key}» debe ser un texto.", _advice())
    return str(value).strip()


def _advice() -> str:
    return f"Los campos son: {', '.join(_FIELDS)}; por ejemplo «institucion: gad-0602»."
