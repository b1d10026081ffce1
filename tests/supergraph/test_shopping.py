"""A stranger buys something: the whole path, through every router there is."""

from tests.shop import Shop, a_person, order_input

REGISTER = """mutation ($input: RegisterUserInput!) { registerUser(input: $input) {
  replayed user { id displayName email } session { accessToken scopes }
  errors { __typename ... on UserError { code message path } }
} }"""
BROWSE = """query ($after: String) {
  products(first: 3, after: $after, sort: { field: PRICE, direction: DESC }) {
    nodes { id name price { amount currency } inventory { level } category { name } }
    pageInfo { hasNextPage endCursor }
  }
}"""
READ_BACK = """{ viewer {
  user { displayName }
  orders(first: 5) {
    nodes { number status total { amount } user { displayName }
            items { productName quantity product { name inventory { level } } } }
    pageInfo { hasNextPage }
  }
} }"""


async def test_a_stranger_registers_browses_orders_and_reads_it_back(shop: Shop) -> None:
    """Registering, browsing two pages, ordering twice with one key: one order, in one query."""
    person = a_person()
    registered = (await shop.ask(REGISTER, {"input": person})).data["registerUser"]
    assert registered["errors"] == []
    token = registered["session"]["accessToken"]

    first = (await shop.ask(BROWSE)).data["products"]
    second = (await shop.ask(BROWSE, {"after": first["pageInfo"]["endCursor"]})).data["products"]
    found = [*first["nodes"], *second["nodes"]]
    assert len({product["id"] for product in found}) == 6
    buyable = [each for each in found if each["inventory"]["level"] != "OUT_OF_STOCK"][:2]

    wanted = order_input([product["id"] for product in buyable])
    placed = await shop.place(wanted, token=token)
    again = await shop.place(wanted, token=token)
    assert placed["order"]["status"] == "CONFIRMED"
    assert placed["errors"] == []
    assert again == {**placed, "replayed": True}

    viewer = (await shop.ask(READ_BACK, token=token)).data["viewer"]
    (order,) = viewer["orders"]["nodes"]
    assert viewer["user"] == order["user"] == {"displayName": "Grace"}
    assert order["number"] == placed["order"]["number"]
    bought = [item["product"]["name"] for item in order["items"]]
    assert sorted(bought) == sorted(product["name"] for product in buyable)


async def test_registering_twice_with_one_key_opens_one_account(shop: Shop) -> None:
    """A retried registration gets the first account; another password gets nothing."""
    person = a_person()
    first = (await shop.ask(REGISTER, {"input": person})).data["registerUser"]
    again = (await shop.ask(REGISTER, {"input": person})).data["registerUser"]
    guessed = {**person, "password": "not the passphrase of Grace"}
    other = (await shop.ask(REGISTER, {"input": guessed})).data["registerUser"]
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert again["user"] == first["user"]
    assert other["user"] is None
    assert [error["__typename"] for error in other["errors"]] == ["IdempotencyKeyReused"]
