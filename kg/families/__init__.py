"""Report families: layouts of municipalities declared in YAML, and documents recognised as one of them."""

from kg.families.compiled import Family, load_families, parse_family
from kg.families.recognition import Recognition, recognise

__all__ = ["Family", "Recognition", "load_families", "parse_family", "recognise"]
