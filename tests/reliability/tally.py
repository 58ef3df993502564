"""What the requests of a run came to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Answers counted, and what was not planned."""

    statuses: Counter[int] = field(default_factory=Counter)
    unplanned: list[str] = field(default_factory=list)
    same_process: bool = True
    """Whether the server that began is the one that ended."""
    seconds: float = 0.0

    def told(self, what: str) -> str:
        """Return the counts in a line: ``what: 12 in 3 s, 200: 10, 503: 2``."""
        return f"{what}: {sum(self.statuses.values())} in {self.seconds:.0f} s, {spelt(self.statuses)}"

    def verdict(self) -> str:
        """Return in a line whether all went as planned."""
        return f"same server process: {self.same_process}; unplanned: {self.unplanned[:5] or 'none'}"


def spelt(counts: Counter[int]) -> str:
    """Return how often each status came.

    >>> spelt(Counter({503: 2, 200: 10}))
    '200: 10, 503: 2'
    """
    return ", ".join(f"{status}: {count}" for status, count in sorted(counts.items()))
