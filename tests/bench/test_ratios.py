"""A peer is told as a multiple of ours, taken round by round."""

from bench.peers.implementations import OURS
from bench.peers.ratios import Spread, rows
from tests.bench.samples import a_sample


def test_a_round_is_compared_with_itself() -> None:
    """What slows a whole round down changes no ratio of it."""
    costs = [(1, 2.0, 1.0), (2, 20.0, 10.0), (3, 4.0, 1.0)]
    samples = [a_sample("apollo", round, subgraphs_ms=theirs) for round, theirs, _ in costs]
    samples += [a_sample(OURS, round, subgraphs_ms=ours) for round, _, ours in reversed(costs)]

    apollo, ours = rows(samples)

    assert apollo.ratios["subgraphs_ms"] == Spread(median=2.0, least=2.0, most=4.0)
    assert apollo.figures["subgraphs_ms"] == Spread(median=4.0, least=2.0, most=20.0)
    assert ours.ratios["subgraphs_ms"] == Spread(median=1.0, least=1.0, most=1.0)


def test_a_peer_is_compared_with_ours_of_the_same_case() -> None:
    """Length, connections and processes make a case of their own."""
    samples = [
        a_sample(name, processes=processes, per_second=rate)
        for processes, ours, theirs in ((1, 100.0, 50.0), (2, 150.0, 300.0))
        for name, rate in ((OURS, ours), ("apollo", theirs))
    ]

    found = {(row.implementation, row.key[-1]): row.ratios["per_second"] for row in rows(samples)}

    assert found["apollo", 1].median == 0.5
    assert found["apollo", 2].median == 2.0


def test_nothing_is_a_multiple_of_nothing() -> None:
    """Where no router was asked there is no ratio of routers."""
    samples = [a_sample(name, router_ms=0.0) for name in (OURS, "apollo")]

    assert all("router_ms" not in row.ratios for row in rows(samples))
