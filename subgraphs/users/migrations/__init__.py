"""`python -m subgraphs.users.migrations` brings the users database to the newest revision."""
