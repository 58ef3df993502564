"""What narratives claim: norms, causes, amounts, agreements, places and bodies.

:class:`Extractor` is the one door. It reads a document at a time, because the spellings of a norm are resolved over
the whole document.
"""

from kg.extract.extractor import Claims, Extractor, Narrative

__all__ = ["Claims", "Extractor", "Narrative"]
