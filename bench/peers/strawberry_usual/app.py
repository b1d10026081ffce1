"""A FastAPI application with one GraphQLRouter."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI
from strawberry.fastapi import GraphQLRouter
from strawberry.federation import Schema

Context = dict[str, Any]


def app_of(schema: Schema, context: Callable[..., Awaitable[Context]]) -> FastAPI:
    """Serves *schema*; FastAPI resolves the dependencies of *context* for each request."""
    app = FastAPI(openapi_url=None)
    app.include_router(
        GraphQLRouter(schema, context_getter=context, graphql_ide=None), prefix="/graphql"
    )

    @app.get("/health/ready")
    async def ready() -> str:
        return "ready"

    return app
