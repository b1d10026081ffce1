"""Strawberry as its documentation shows it: FastAPI's GraphQLRouter, an ORM session a request."""
