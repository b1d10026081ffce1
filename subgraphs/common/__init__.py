"""What every subgraph stands on: HTTP, GraphQL and PostgreSQL, and no commerce except Money."""
