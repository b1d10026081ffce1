"""How the costs grow: with the length of a list, with concurrency, with processes."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bench.peers.cases import Case, order_history, product_entities, product_page
from bench.peers.histories import Shop
from bench.peers.implementations import IMPLEMENTATIONS
from bench.peers.running import Runner, started
from bench.peers.sampling import Pace, Sample, sample

LENGTHS = (1, 10, 100)
CONCURRENCY = (1, 8, 64)
PROCESSES = 2
# Enough that two processes have something to do at the same time.
BUSY = 16
# Buyers with so many orders: eight with more than the longest page, one for each connection.
HISTORIES = (101,) * 8 + (6,) * 56
# A tendency needs fewer rounds than a ratio.
MOST_ROUNDS = 3

BY_LENGTH = (
    *(product_entities(length) for length in LENGTHS),
    *(order_history(length) for length in LENGTHS),
)
BY_CONCURRENCY = tuple(order_history(connections=connections) for connections in CONCURRENCY)
BY_PROCESSES = (order_history(connections=BUSY), product_page(connections=BUSY))


def cases() -> Sequence[Case]:
    """Everything that is asked here."""
    return (*BY_LENGTH, *BY_CONCURRENCY, *BY_PROCESSES)


async def sections(
    runners: Sequence[Runner], shop: Shop, pace: Pace, tell: Callable[[str], None]
) -> dict[str, Sequence[Sample]]:
    """Each kind of growth by its name; one process a subgraph and two are measured in turns."""
    pace = replace(pace, rounds=min(pace.rounds, MOST_ROUNDS))
    found: dict[str, Sequence[Sample]] = {
        "by length": await sample(runners, BY_LENGTH, shop, pace, tell),
        "by concurrency": await sample(runners, BY_CONCURRENCY, shop, pace, tell),
    }
    with started(shop.stack, IMPLEMENTATIONS, PROCESSES) as doubled:
        everybody = [*runners, *doubled]
        found["by processes"] = await sample(everybody, BY_PROCESSES, shop, pace, tell)
    return found
