"""A product by any of its keys; many of them in one command."""

from collections.abc import AsyncIterator

import pytest
from pymongo import monitoring

from devstack.stack import Stack
from subgraphs.common.ids import new_id
from subgraphs.products.app import create_app
from subgraphs.products.domain import Category, CategoryId
from tests.builders import a_product
from tests.products.conftest import Catalogue
from tests.shop import Subgraph, token_for
from tests.statements import MongoCommands


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> MongoCommands:
    """What the subgraph sends to the database."""
    listener = MongoCommands()
    listeners = monitoring._LISTENERS.command_listeners
    monkeypatch.setattr(
        monitoring, "_LISTENERS", monitoring._Listeners([*listeners, listener], [], [], [], [])
    )
    return listener


@pytest.fixture
async def shelf(
    catalogue: Catalogue, commands: MongoCommands, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Subgraph]:
    """The subgraph over the test's catalogue, its commands noted."""
    own = {"CATALOGUE_MONGO_URL": catalogue.url}
    async with Subgraph.running(create_app, stack, monkeypatch, **own) as subgraph:
        yield subgraph


async def test_each_key_finds_the_product(catalogue: Catalogue, shelf: Subgraph) -> None:
    """By id, by slug and by sku; an unknown one is null; none or two are bad input."""
    product = await catalogue.sell(a_product())
    query = """query ($id: ID!, $slug: String!, $sku: String!) {
      id: product(id: $id) { id } slug: product(slug: $slug) { id } sku: product(sku: $sku) { id }
      gone: product(slug: "no-such-thing") { id } }"""
    keys = {"id": product.id, "slug": product.slug, "sku": product.sku}
    same = {"id": product.id}
    assert (await shelf.ask(query, keys)).data == {
        "id": same,
        "slug": same,
        "sku": same,
        "gone": None,
    }
    for none_or_two in ("{ product { id } }", '{ product(id: "a", sku: "b") { id } }'):
        assert (await shelf.ask(none_or_two)).codes == ["BAD_USER_INPUT"]


async def test_references_by_both_keys_are_one_command_each(
    catalogue: Catalogue, shelf: Subgraph, commands: MongoCommands
) -> None:
    """Many references, a duplicate, an unknown one: a command a key, and one for the stock."""
    products = [await catalogue.sell(a_product()) for _ in range(4)]
    by_id = [{"__typename": "Product", "id": each.id} for each in products]
    by_sku = [{"__typename": "Product", "sku": each.sku} for each in products]
    gone = {"__typename": "Product", "id": new_id("prd")}
    commands.seen.clear()
    answer = await shelf.entities(
        "... on Product { id inventory { level } }", *by_id, by_id[0], gone, *by_sku
    )
    found = [each and each["id"] for each in answer.data["_entities"]]
    ids = [product.id for product in products]
    assert found == [*ids, ids[0], None, *ids]
    assert sorted(commands.seen) == ["find products", "find products", "find stock"]


async def test_categories_are_a_tree_read_in_one_command(
    catalogue: Catalogue, shelf: Subgraph, commands: MongoCommands
) -> None:
    """The topmost with their children, in the shop's order, whatever the number of categories."""
    for top in range(3):
        parent = CategoryId(f"cat_{top}")
        shelf_ = Category(id=parent, slug=f"top-{top}", name=f"Top {top}", parent_id=None)
        await catalogue.products.add_category_if_absent(shelf_, top)
        child = Category(
            id=CategoryId(f"cat_{top}a"), slug=f"sub-{top}", name="Sub", parent_id=parent
        )
        await catalogue.products.add_category_if_absent(child, top)
    commands.seen.clear()
    answer = await shelf.ask("{ categories { slug children { slug parent { slug } } } }")
    assert answer.data["categories"][2] == {
        "slug": "top-2",
        "children": [{"slug": "sub-2", "parent": {"slug": "top-2"}}],
    }
    assert commands.seen == ["find categories"]
    by_slug = await shelf.ask('{ category(slug: "sub-1") { id } none: category(slug: "x") { id } }')
    assert by_slug.data == {"category": {"id": "cat_1a"}, "none": None}


async def test_stock_moves_for_the_saga_alone(catalogue: Catalogue, shelf: Subgraph) -> None:
    """A person does not move stock, nor one whose token claims the scope; orders' token does."""
    product = await catalogue.sell(a_product())
    mutation = """mutation ($input: ReserveStockInput!) {
      reserveStock(input: $input) { reservation { state } } }"""
    wanted = {"orderId": new_id("ord"), "lines": [{"productId": product.id, "quantity": 1}]}
    person = token_for(shelf.stack, "usr_1", "orders:write")
    for token in (None, person):
        refused = await shelf.ask(mutation, {"input": wanted}, token=token)
        assert refused.codes == [("FORBIDDEN" if token else "UNAUTHENTICATED")]
    claiming = token_for(shelf.stack, "usr_1", "orders:write", "internal:saga")
    refused = await shelf.ask(mutation, {"input": wanted}, token=claiming)
    assert refused.codes == ["UNAUTHENTICATED"]
    service = token_for(shelf.stack, "svc_orders", "internal:saga", issuer="orders")
    moved = await shelf.ask(mutation, {"input": wanted}, token=service)
    assert moved.data["reserveStock"]["reservation"]["state"] == "HELD"
    greedy = token_for(shelf.stack, "svc_orders", "inventory:read", issuer="orders")
    counts = "{ products(first: 1) { nodes { inventory { available } } } }"
    assert (await shelf.ask(counts, token=greedy)).codes == ["UNAUTHENTICATED"]
    assert (await shelf.ask(counts, token=service)).codes == ["FORBIDDEN"]


async def test_half_a_character_is_bad_input(shelf: Subgraph) -> None:
    """A key JSON can spell and no database can hold is refused with a code."""
    for key in ("id", "sku"):
        answer = await shelf.entities("__typename", {"__typename": "Product", key: "\ud800"})
        assert answer.codes == ["BAD_USER_INPUT"]
