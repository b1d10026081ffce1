"""What does not answer equally is not compared."""

import pytest

from bench.peers.equality import differences, require_same
from devstack.refusal import Refusal

ANSWER = {"data": {"product": {"name": "Kettle", "tags": ["a", "b"], "price": {"amount": "5.00"}}}}


def test_a_planted_difference_is_refused() -> None:
    """The refusal names the operation, who answers differently, and the place."""
    other = {"data": {"product": {**ANSWER["data"]["product"], "price": {"amount": "5.0"}}}}

    with pytest.raises(Refusal, match=r"product page: Apollo .* \$\.data\.product\.price\.amount"):
        require_same("product page", "Apollo", [ANSWER, ANSWER], [ANSWER, other])


def test_equal_answers_pass() -> None:
    """The order of an object's fields is nobody's concern."""
    product = dict(reversed(ANSWER["data"]["product"].items()))

    require_same("product page", "Apollo", [ANSWER], [{"data": {"product": product}}])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"a": 1}, {"a": 1, "b": None}),
        ([1, 2], [1]),
        ([1, 2], [2, 1]),
        ({"a": None}, {"a": {}}),
        ("1", 1),
    ],
)
def test_every_kind_of_difference_is_seen(ours: object, theirs: object) -> None:
    """A field more, an item less, another order, nothing for something, another type."""
    assert list(differences(ours, theirs)) != []
