/** One operation that teaches something about the graph; opened as a tab at the first visit. */
export type Example = {
  /** The name of the operation, and so of its tab. */
  name: string;
  /** Who should be signed in, by e-mail; null when it is for everybody. */
  as: string | null;
  query: string;
  /** `$productId`, `$sku` and `$freshKey`, as whole strings, are filled in when the tab is made. */
  variables: Record<string, unknown>;
  /** What the answer is when all is well: the codes of its errors, and paths into `data` with a value. */
  expect: { codes: string[]; present: string[] };
};

const ADA = 'ada@example.com';
const HOME = { name: 'Ada', line1: 'Example Street 1', city: 'Berlin', postalCode: '10115', countryCode: 'DE' };

/** The tabs of the first visit, in their order. */
export const EXAMPLES: readonly Example[] = [
  {
    name: 'Browse',
    as: null,
    variables: { first: 5, filter: { priceMax: '60.00' } },
    expect: { codes: [], present: ['categories.0.name', 'products.nodes.0.name'] },
    query: `# The shelves and the newest products.
# Nobody has to sign in for this.
#
# See: a page has at most 100 entries. To turn
# it, add the variable "after" with the endCursor
# of this answer. Prices are exact strings.

query Browse($first: Int!, $after: String, $filter: ProductFilter) {
  categories { name slug }
  products(first: $first, after: $after, filter: $filter) {
    totalCount
    nodes {
      name
      sku
      price { amount currency }
      inventory { level }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    name: 'ProductPage',
    as: null,
    variables: { sku: '$sku', country: 'DE' },
    expect: { codes: [], present: ['product.name', 'product.shippingEstimate.amount'] },
    query: `# One product, answered by two subgraphs.
#
# See the query plan: products gives the article
# and its weight, then orders makes of the weight
# what shipping costs. viewerHasPurchased is null
# for a guest: sign in and run it again.

query ProductPage($sku: String!, $country: String!) {
  product(sku: $sku) {
    name
    description
    attributes
    category { name parent { name } }
    price { amount currency }
    inventory { level updatedAt }
    shippingEstimate(countryCode: $country) { amount currency }
    viewerHasPurchased
  }
}
`,
  },
  {
    name: 'MyOrders',
    as: ADA,
    variables: { first: 5 },
    expect: { codes: [], present: ['viewer.user.displayName', 'viewer.orders.nodes'] },
    query: `# Sign in as Ada. One request, three subgraphs:
# the name comes from users, the orders from
# orders, today's stock from products.
#
# See the query plan: the parts of viewer load
# at the same time, and fail alone. See also what
# was bought (productName, unitPrice: a copy that
# stays) beside what the product is today.
# No orders yet? Run PlaceOrder first.

query MyOrders($first: Int!) {
  viewer {
    user { displayName email }
    orders(first: $first) {
      nodes {
        number
        status
        createdAt
        total { amount currency }
        items {
          productName
          quantity
          unitPrice { amount }
          product { name inventory { level } }
        }
      }
    }
  }
}
`,
  },
  {
    name: 'PlaceOrder',
    as: ADA,
    variables: {
      input: {
        idempotencyKey: '$freshKey',
        items: [{ productId: '$productId', quantity: 1 }],
        shippingAddress: HOME,
        paymentMethodToken: 'tok_visa',
      },
    },
    expect: { codes: [], present: ['placeOrder.order.number', 'placeOrder.order.status'] },
    query: `# Sign in as Ada, then buy. Orders are kept, but
# the payment is the sandbox's.
#
# Run it twice: the second answer is a replay of
# the first ("replayed": true, the same number).
# The idempotencyKey stands for one intention, so
# a retry never buys again. It was made when this
# page was opened; change a digit to buy once more.
#
# Then try the old key with another quantity, and
# a new key with "tok_declined": what a shop may
# refuse is data, with a type for each reason.

mutation PlaceOrder($input: PlaceOrderInput!) {
  placeOrder(input: $input) {
    replayed
    order {
      number
      status
      allowedActions
      items { productName quantity }
      total { amount currency }
      timeline { nodes { type occurredAt } }
    }
    errors {
      __typename
      ... on UserError { code message path }
      ... on InsufficientStock { requested available }
      ... on PaymentDeclined { retryable }
    }
  }
}
`,
  },
  {
    name: 'AuthorisationError',
    as: ADA,
    variables: { sku: '$sku' },
    expect: { codes: ['FORBIDDEN'], present: ['product.name', 'product.inventory.level'] },
    query: `# Sign in as Ada, a customer. Everybody may see
# the level of the stock, only staff may see how
# many pieces there are.
#
# See: the field is null, and an error names its
# path and "code": "FORBIDDEN". The rest is there.
# Signed out, the code is UNAUTHENTICATED.
# Choose Sam, who is staff, and run it again.

query AuthorisationError($sku: String!) {
  product(sku: $sku) {
    name
    inventory { level available }
  }
}
`,
  },
  {
    name: 'PartialFailure',
    as: ADA,
    variables: { tooMany: 500 },
    expect: { codes: ['BAD_USER_INPUT'], present: ['viewer.user.displayName', 'categories.0.name'] },
    query: `# Sign in as Ada. One part fails, the others are
# answered, and HTTP says 200.
#
# See: products is null, as a page has at most 100
# entries. The error says why ("code") and which
# subgraph refused ("service"). A client shows what
# it has. The same happens when a subgraph is down.

query PartialFailure($tooMany: Int!) {
  products(first: $tooMany) { nodes { name } }
  categories { name }
  viewer {
    user { displayName }
    orders(first: 1) { nodes { number status } }
  }
}
`,
  },
];
