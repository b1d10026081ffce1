"""`python -m subgraphs.orders.migrations` brings the orders database to the newest revision."""
