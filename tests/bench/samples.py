"""Figures nobody measured."""

from typing import Any

from bench.peers.sampling import Sample


def a_sample(implementation: str, round: int = 1, **special: Any) -> Sample:
    """A sample of one operation; what is not named is 1."""
    figures: dict[str, Any] = {
        "operation": "order history",
        "length": 5,
        "connections": 8,
        "processes": 1,
        "queries": 100,
        "failed": 0,
        "per_second": 1.0,
        "subgraphs_ms": 1.0,
        "router_ms": 1.0,
        "databases_ms": 1.0,
        "generator_ms": 1.0,
        "p50_ms": 1.0,
        "p99_ms": 1.0,
        "memory_mb": 1.0,
    }
    return Sample(implementation=implementation, round=round, **figures | special)
