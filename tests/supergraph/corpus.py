"""Operations of clients: what every router must answer alike."""

from typing import Any

# Documents by name; a name says what is special about it.
CORPUS: dict[str, tuple[str, dict[str, Any]]] = {
    "browse": (
        """query Browse { products(first: 5, sort: { field: NAME, direction: ASC }) {
             totalCount nodes { id name price { amount currency } inventory { level }
                                category { name parent { slug } } } } }""",
        {},
    ),
    "product page by sku, with aliases": (
        """query Page($sku: String!) { it: product(sku: $sku) {
             title: name attributes tags weightGrams status }
             gone: product(sku: "none") { id } }""",
        {"sku": "KTL-0001"},
    ),
    "categories with fragments": (
        """query Shelves { categories { ...shelf children { ...shelf } } }
           fragment shelf on Category { id slug name }""",
        {},
    ),
    "history through viewer": (
        """query History { viewer { user { displayName }
             orders(first: 5) { nodes { number status total { amount } user { displayName email }
               items { quantity productName product { name inventory { level } } } } } } }""",
        {},
    ),
    "only the orders of viewer": (
        "query Mine { viewer { orders(first: 1) { nodes { items { product { name } } } } } }",
        {},
    ),
    "history through me": (
        """query Me { me { id displayName roles orders(first: 2) {
             nodes { id user { id displayName } payment { status methodLabel } }
             pageInfo { hasNextPage endCursor } } } }""",
        {},
    ),
    "both ways to the same orders": (
        """query Both { viewer { user { orders(first: 1) { nodes { id } } }
             orders(first: 1) { nodes { user { email } } } } }""",
        {},
    ),
    "nodes of three types": (
        """query Nodes($ids: [ID!]!) { nodes(ids: $ids) { __typename id
             ... on Product { name } ... on Order { number status }
             ... on User { displayName } } }""",
        {"ids": ["$product", "$order", "$user", "nonsense"]},
    ),
    "one order": (
        """query One($id: ID!) { order(id: $id) { number note rejection shippingAddress { city }
             items { lineTotal { amount } unitPrice { amount } sku } } }""",
        {"id": "$order"},
    ),
    "skip and include": (
        """query Some($no: Boolean!, $yes: Boolean!) { products(first: 1) {
             nodes { id name @skip(if: $yes) slug @include(if: $no) sku @include(if: $yes) } } }""",
        {"no": False, "yes": True},
    ),
    "typename everywhere": (
        "{ __typename me { __typename orders(first: 1) { __typename nodes { __typename } } } }",
        {},
    ),
    "a field without its scope": (
        "{ products(first: 2) { nodes { name inventory { level available } } } }",
        {},
    ),
    "an account without the scope": ('{ user(id: "$user") { id } me { id } }', {}),
    "a wrong page size": ("{ products(first: 500) { nodes { id } } me { id } }", {}),
    "a refused order": (
        """mutation Refused($input: PlaceOrderInput!) { placeOrder(input: $input) {
             replayed order { id } errors { __typename ... on UserError { code path } } } }""",
        {"input": "$refused"},
    ),
    "an unknown field": ("{ products(first: 1) { nodes { nope } } }", {}),
    "not GraphQL": ("{", {}),
    "a hidden mutation": ('mutation { releaseReservation(reservationId: "x") { state } }', {}),
}
