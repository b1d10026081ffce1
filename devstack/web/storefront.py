"""The server of the storefront: files, and where the public router is."""

from pathlib import Path

from starlette.applications import Starlette

from devstack.web.pages import origin, page_app, required

POLICY = "default-src 'self'; connect-src 'self' {router}; img-src 'self' data:"


def create_app() -> Starlette:
    """The storefront; a factory for uvicorn."""
    graphql = required("STOREFRONT_GRAPHQL_URL")
    policy = POLICY.format(router=origin(graphql))
    return page_app(Path(required("STOREFRONT_DIST")), {"graphql": graphql}, policy)
