"""Ask a release in tests."""

from __future__ import annotations

from api.services import Services
from search.model import Answer, Status


def complete(question: str, services: Services) -> Answer:
    """Return the answer of a question that is to be understood to its last word."""
    answer = services.ask(question)
    assert answer.status is Status.COMPLETE, answer.answer
    return answer
