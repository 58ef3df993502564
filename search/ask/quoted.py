"""Read what a question quotes as words that reports print so: «metas donde el informe dice «gestión realizada»»."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.store.base import Store
from search.ask.conditions import both
from search.ask.mentions import Linked
from search.ask.model import Mention, Restriction
from search.ask.queries import expression_pattern, run
from search.ask.vocabulary import Vocabulary

QUOTED = "cita"
_QUOTES = re.compile(r"«([^«»]+)»|“([^“”]+)”|\"([^\"]+)\"")
_NAMED = frozenset({"entidad", "norma", "numero", "articulo", "anio"})
_SEVERAL = 2
"""Words of what is quoted to be found as it stands: of one the forms are looked for, too."""


def with_quoted(linked: Linked, vocabulary: Vocabulary, store: Store) -> Linked:
    """Take words in quotation marks for a text to be found, if no name stands in them and some report prints them."""
    for match in _QUOTES.finditer(linked.question):
        inside = [at for at, word in enumerate(linked.words) if match.start() < word.start and word.end <= match.end()]
        if len(inside) < _SEVERAL:
            continue
        quoted = Mention(inside[0], inside[-1] + 1, QUOTED, label=linked.text(inside[0], inside[-1] + 1))
        names = any(one.kind in _NAMED and one.overlaps(quoted) for one in linked.mentions)
        if not names and run(store, "aparece", patron=_pattern(quoted, linked, vocabulary)):
            linked = linked.put(quoted)
    return linked


def of_quoted(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> Restriction:
    """Return the condition that a text prints what a question quotes."""
    said, wider = (vocabulary.restriction(name, v=both(mention.label)) for name in ("tema", "tema-amplio"))
    return Restriction("tema", said, {"patrones": (_pattern(mention, linked, vocabulary),)}, wider=wider)


def _pattern(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> str:
    words: Sequence[str] = [word.folded for word in linked.words[mention.first : mention.end]]
    return expression_pattern([word for word in words if word not in vocabulary.articles] or words)
