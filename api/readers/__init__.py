"""Processes that read a release and answer; one that takes too long is killed, and nobody else feels it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.readers.wire import Reply

if TYPE_CHECKING:
    from api.readers.pool import Readers

__all__ = ["Readers", "Reply"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 (whatever the module holds)
    """Import the pool late: a reader has no use for it, for the settings and for the figures."""
    if name != "Readers":
        raise AttributeError(name)
    from api.readers.pool import Readers

    return Readers
