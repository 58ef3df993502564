"""The targets of the Sustainable Development Goals, as things that goals may serve."""

from __future__ import annotations

from kg.knowledge import read_yaml
from kg.triples.terms import SDG
from search.linking.model import Thing

TARGET = "MetaODS"
"""Type of such a thing; the United Nations name them, our ontology has no class of them."""
_PUBLISHER = "http://metadata.un.org/sdg"


def sdg_targets() -> tuple[Thing, ...]:
    """Return the 169 targets under the IRIs of the United Nations, with their names of ``linking/sdg-targets.yaml``."""
    names: dict[str, str] = read_yaml("linking/sdg-targets.yaml")["metas"]
    return tuple(Thing(SDG[code].value, TARGET, _PUBLISHER, name, number=code) for code, name in names.items())
