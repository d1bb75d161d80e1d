"""Figures for Prometheus, in a registry of their own: what this process did, and what the store holds when it is asked.

A label may only hold a word of the program's own: never a ticket, a campaign, a person or anything that somebody sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from prometheus_client import Metric

    from bot.services.figures import Figures

#: Bounds in seconds: an acknowledgement has three, a call to Octopush up to forty-five.
ACKS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)
CALLS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 45)
#: Work that was due for so long, in seconds, is overdue: somebody should have taken it.
OVERDUE = 60.0


class Metrics:
    """What is measured. The methods with a verb are given to those who are measured."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._acks = Histogram(
            "sms_slack_answer_seconds",
            "How long Slack's requests waited for their answer, by its HTTP status.",
            ["status"],
            buckets=ACKS,
            registry=self._registry,
        )
        self._calls = Histogram(
            "sms_octopush_call_seconds",
            "How long calls to Octopush took, by how they ended.",
            ["call", "verdict"],
            buckets=CALLS,
            registry=self._registry,
        )
        self._callbacks = Histogram(
            "sms_callback_seconds",
            "How long Octopush's callbacks waited until they were stored, by their answer.",
            ["answer"],
            buckets=ACKS,
            registry=self._registry,
        )
        self._campaigns = self._gauge("sms_campaigns", "Campaigns by state.", "state")
        self._due = self._gauge("sms_jobs_due", "Work that is due and in nobody's hands.", "kind")
        self._overdue = self._gauge(
            "sms_overdue_seconds", f"Since when work is overdue, from {OVERDUE:.0f} s on; else 0.", "kind"
        )
        self._halts = self._gauge("sms_halts", "What keeps everything from being handed over.")
        self._lost = self._gauge("sms_tickets_lost", "Attempts to prepare whose answer was lost.")
        self._backlog = self._gauge("sms_callbacks_backlog", "Callbacks that wait to be stored.")
        self._idle = self._gauge("sms_engine_idle_seconds", "Since when the engine has not looked for work.")

    def answered(self, status: int, seconds: float) -> None:
        """Count an answer to Slack."""
        self._acks.labels(status=str(status)).observe(seconds)

    def called(self, call: str, verdict: str, seconds: float) -> None:
        """Count a call to Octopush."""
        self._calls.labels(call=call, verdict=verdict).observe(seconds)

    def heard(self, answer: str, seconds: float) -> None:
        """Count a request to the addresses that Octopush calls."""
        self._callbacks.labels(answer=answer).observe(seconds)

    def counts(self, name: str, help_text: str, label: str, of: Callable[[], Mapping[str, int]]) -> None:
        """Show counts that somebody else keeps, by name."""
        self._registry.register(_Counts(name, help_text, label, of))

    def show(self, figures: Figures, *, now: datetime, backlog: int, idle: float | None) -> bytes:
        """Write it all in Prometheus' text format, with what the store holds now."""
        for gauge in (self._campaigns, self._due, self._overdue):
            gauge.clear()
        for state, number in figures.campaigns.items():
            self._campaigns.labels(state=state.value).set(number)
        for kind, waiting in figures.waiting.items():
            late = (now - waiting.since).total_seconds()
            self._due.labels(kind=kind.value).set(waiting.jobs)
            self._overdue.labels(kind=kind.value).set(late if late >= OVERDUE else 0.0)
        self._halts.set(figures.halts)
        self._lost.set(figures.lost_tickets)
        self._backlog.set(backlog)
        self._idle.set(float("inf") if idle is None else idle)
        return generate_latest(self._registry)

    def _gauge(self, name: str, help_text: str, *labels: str) -> Gauge:
        return Gauge(name, help_text, labels, registry=self._registry)


class _Counts(Collector):
    """Counts by one label, read when they are asked for."""

    def __init__(self, name: str, help_text: str, label: str, of: Callable[[], Mapping[str, int]]) -> None:
        self._name, self._help, self._label, self._of = name, help_text, label, of

    def collect(self) -> Iterator[Metric]:
        """Give the counts as they are."""
        family = CounterMetricFamily(self._name, self._help, labels=[self._label])
        for what, number in self._of().items():
            family.add_metric([what], number)
        yield family
