"""Recognise what no report of goals holds: opinions, forecasts, addresses, who holds a post.

The nearest goal would be an answer to another question. The words stand in ``ontologies/questions/fuera.yaml``.
"""

from __future__ import annotations

from search.ask.mentions import Linked
from search.ask.model import Phrasing
from search.ask.vocabulary import Vocabulary

_SUBJECTS = frozenset({"nexo-tema", "nexo-mencion"})


def beyond(linked: Linked, vocabulary: Vocabulary) -> Phrasing | None:
    """Return what a question asks that no report holds; ``None`` if it asks nothing such.

    After «sobre» and «que mencionan» the words only say what goals are about.
    """
    subject = min((one.first for one in linked.mentions if one.kind in _SUBJECTS and one.first), default=None)
    stated = [one for one in linked.mentions if one.kind == "dato"]  # an “email address” is no “address”
    found = [
        one
        for one in vocabulary.outside.find(linked.words[:subject])
        if not any(data.first <= one[0] and one[1] <= data.end for data in stated)
    ]
    longest = max(found, key=lambda one: one[1] - one[0], default=None)
    return vocabulary.beyond[longest[3].code] if longest else None
