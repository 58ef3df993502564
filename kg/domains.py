"""Read the owner of an Internet host: ``gadmriobamba.gob.ec`` is the municipality of Riobamba."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from kg.knowledge import read_yaml
from kg.model import Institution
from kg.registry import LEVELS, Registry

SHORTEST = 4
"""Letters a place name must have to be believed inside a host name after a prefix is taken off."""


def institution_of_host(
    host: str, registry: Registry, level: str | None = None, context: Collection[str] = ()
) -> Institution | None:
    """Return the body or government that a public host belongs to, or ``None``.

    ``level`` decides where a province and a canton share the name, ``context`` (codes that the document names) where
    two cantons do.
    """
    known = registry.by_domain(host)
    if known:
        return known
    parts = host.lower().split(".")
    cut = next((index for index, part in enumerate(parts) if part in {"gob", "gov"} and index), None)
    if cut is None:
        return None
    label = "".join(char for char in parts[cut - 1] if char.isalnum())
    codes = _codes(label, registry)
    if len(codes) > 1 and level:
        codes = tuple(code for code in codes if LEVELS[len(code)] == level) or codes
    if len(codes) > 1 and context:
        codes = (
            tuple(code for code in codes if {code, *(t.code for t in registry.ancestors(code))} & set(context)) or codes
        )
    return registry.gad(codes[0]) if len(codes) == 1 else None


def _codes(label: str, registry: Registry) -> tuple[str, ...]:
    plain = _pick(label, registry, None)
    if plain:
        return plain
    data = read_domains()
    for level, prefix in data[0]:
        if label.startswith(prefix) and len(label) - len(prefix) >= SHORTEST:
            found = _pick(label[len(prefix) :], registry, level or None)
            if found:
                return found
    for suffix in data[1]:
        if label.endswith(suffix) and len(label) - len(suffix) >= SHORTEST:
            found = _pick(label[: -len(suffix)], registry, None)
            if found:
                return found
    return ()


def _pick(label: str, registry: Registry, level: str | None) -> tuple[str, ...]:
    """Return the governments whose territory is called so: cantons and provinces before parishes."""
    codes = registry.by_host.get(label, ())
    if level is not None:
        fit = tuple(code for code in codes if LEVELS[len(code)] == level)
        return (
            tuple(code for code in fit if registry.gad(code))
            if fit
            else _seats(codes, registry)
            if level == "canton"
            else ()
        )
    upper = tuple(code for code in codes if len(code) < 6 and registry.gad(code))
    return upper or _seats(codes, registry) or tuple(code for code in codes if registry.gad(code))


def _seats(codes: tuple[str, ...], registry: Registry) -> tuple[str, ...]:
    return tuple(code[:4] for code in codes if registry.territories[code].seat)


@lru_cache(maxsize=1)
def read_domains() -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Return ``(level, prefix)`` pairs, longest prefix first, and the suffixes of host names."""
    data = read_yaml("lexicon/identity.yaml")["dominios"]
    pairs = [(level, prefix) for level, prefixes in data["prefijos"].items() for prefix in prefixes]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[1]))), tuple(data["sufijos"])
