"""Figures for Prometheus: requests, times, readers, releases, answers kept."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

CONTENT_TYPE = CONTENT_TYPE_LATEST
Figure = TypeVar("Figure", Counter, Histogram)
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Telemetry:
    """The figures of one service; each has a registry of its own, so that two can live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        made = self.registry
        labels = ("method", "route", "status")
        self._requests = Counter("cuentas_http_requests", "Requests answered.", labels, registry=made)
        self._seconds = Histogram(
            "cuentas_http_seconds", "Time to the last byte.", ("route",), buckets=_SECONDS, registry=made
        )
        self._in_flight = Gauge("cuentas_http_in_flight", "Requests being answered.", registry=made)
        self._tasks = Counter("cuentas_tasks", "Tasks given to readers.", ("task", "outcome"), registry=made)
        self._task_seconds = Histogram(
            "cuentas_task_seconds", "Time of a task in its reader.", ("task",), buckets=_SECONDS, registry=made
        )
        self._kept = Counter("cuentas_answers_kept", "Answers by where they came from.", ("from",), registry=made)
        self._killed = Counter("cuentas_readers_killed", "Readers killed at their limit or found dead.", registry=made)
        self._release = Gauge("cuentas_release_info", "The release in force.", ("release",), registry=made)
        self._series: dict[tuple[Counter | Histogram, tuple[str, ...]], Counter | Histogram] = {}
        self._degraded = Gauge("cuentas_degraded", "1 while the service is degraded.", registry=made)

    def _labelled(self, figure: Figure, *labels: str) -> Figure:
        """Return the series of a figure with these labels; the library's own look-up takes a lock and checks them."""
        found = self._series.get((figure, labels))
        if found is None:
            found = self._series[figure, labels] = figure.labels(*labels)
        return found  # type: ignore[return-value]  # of the same class as the figure it was made from

    def in_flight(self) -> AbstractContextManager[None]:
        """Count a request while it is being answered."""
        return self._in_flight.track_inprogress()

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered; ``route`` is a template, never a path."""
        known = method if method in {"GET", "HEAD", "POST", "OPTIONS"} else "OTHER"
        self._labelled(self._requests, known, route, str(status)).inc()
        self._labelled(self._seconds, route).observe(seconds)

    def task(self, name: str, outcome: str, seconds: float) -> None:
        """Count a task that a reader did."""
        self._labelled(self._tasks, name, outcome).inc()
        self._labelled(self._task_seconds, name).observe(seconds)

    def kept(self, source: str) -> None:
        """Count an answer by where it came from: ``memory``, ``client`` (304) or ``reader``."""
        self._labelled(self._kept, source).inc()

    def killed(self) -> None:
        """Count a reader that had to go."""
        self._killed.inc()

    def release(self, name: str, *, degraded: bool) -> None:
        """Say which release is in force."""
        self._release.clear()
        self._release.labels(name).set(1)
        self._degraded.set(degraded)

    def expose(self) -> bytes:
        """Return all figures in the text format of Prometheus."""
        return generate_latest(self.registry)
