"""What operators see of a request: a JSON line and two metrics; never a token or a variable."""

import logging
import time
from collections.abc import Iterator
from functools import cache
from typing import Any

import structlog
from prometheus_client import Counter, Histogram
from strawberry.extensions import SchemaExtension

from compiled import Outcome
from subgraphs.common.failures import told
from subgraphs.common.statements import counted

log = structlog.get_logger()

# By operation type, not by name: names come from clients and would grow without bound.
REQUESTS = Counter("subgraph_requests_total", "GraphQL requests", ["operation", "outcome"])
SECONDS = Histogram(
    "subgraph_request_seconds",
    "Time to answer a GraphQL request",
    ["operation"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
EXECUTIONS = Counter(
    "subgraph_executions_total",
    "Operations by how they were executed: compiled, or why not",
    ["how"],
)
_EXECUTIONS = {outcome: EXECUTIONS.labels(outcome.value) for outcome in Outcome}


def count_execution(outcome: Outcome) -> None:
    """Count an operation by how it was executed."""
    _EXECUTIONS[outcome].inc()


@cache
def _requests(kind: str, outcome: str) -> Counter:
    """The one series of these labels, found once: there are eight."""
    return REQUESTS.labels(kind, outcome)


@cache
def _seconds(kind: str) -> Histogram:
    return SECONDS.labels(kind)


def configure_logs(subgraph: str, level: str) -> None:
    """JSON lines on stdout, each with the subgraph and the id of the request it belongs to.

    No traceback has the text of a database's error, the servers' and libraries' own neither.
    """
    logging.setLogRecordFactory(_record)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.ExceptionRenderer(told),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(subgraph=subgraph)


def _record(*arguments: Any, **named: Any) -> logging.LogRecord:
    record = logging.LogRecord(*arguments, **named)
    if record.exc_info and record.exc_info[0] is not None:
        # Formatters take what stands here before they make their own.
        record.exc_text = told(record.exc_info)
    return record


class Observed(SchemaExtension):
    """Logs and counts each operation once, when its answer is known."""

    def on_operation(self) -> Iterator[None]:
        started = time.perf_counter()
        with counted() as statements:
            yield
        context = self.execution_context
        seconds = time.perf_counter() - started
        errors = getattr(context.result, "errors", None) or []
        try:
            kind = context.operation_type.value.lower()
        except RuntimeError:
            # A document that does not parse has no operation.
            kind = "unknown"
        _requests(kind, "error" if errors else "ok").inc()
        _seconds(kind).observe(seconds)
        log.info(
            "request",
            request_id=context.context.caller.request_id,
            operation=context.operation_name,
            kind=kind,
            ms=round(seconds * 1000, 2),
            errors=len(errors),
            statements=len(statements),
        )
        for each in statements:
            log.debug("statement", request_id=context.context.caller.request_id, text=each)
