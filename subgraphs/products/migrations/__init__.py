"""`python -m subgraphs.products.migrations` brings the catalogue database to the newest step."""
