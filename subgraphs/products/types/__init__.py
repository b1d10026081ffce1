"""GraphQL types of the products subgraph."""
