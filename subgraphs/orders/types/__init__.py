"""GraphQL types of the orders subgraph."""
