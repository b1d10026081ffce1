"""GraphQL types of the users subgraph."""
