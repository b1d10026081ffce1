"""A page with its assets: the same file for every address a router in the page may show."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

ONE_YEAR = 31_536_000


class BuiltPages(StaticFiles):
    """Built files; an address without a file is the page's own to show."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, else the page; a missing asset stays missing."""
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or "." in path.rpartition("/")[2]:
                raise
            response = await super().get_response("index.html", scope)
        # Vite names assets by their content; the page names the assets.
        is_asset = path.startswith("assets/")
        kept = f"public, max-age={ONE_YEAR}, immutable" if is_asset else "no-cache"
        response.headers["cache-control"] = kept
        return response


def page_app(
    dist: Path, config: Mapping[str, Any], policy: str, routes: Sequence[BaseRoute] = ()
) -> Starlette:
    """The page in *dist*, its `/config.json`, and what else it asks its own server."""

    async def tell_config(_: Request) -> Response:
        return JSONResponse(dict(config), headers={"cache-control": "no-store"})

    async def add_headers(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        response.headers["content-security-policy"] = policy
        response.headers["x-content-type-options"] = "nosniff"
        response.headers["referrer-policy"] = "no-referrer"
        return response

    return Starlette(
        routes=[
            Route("/config.json", tell_config),
            *routes,
            Mount("/", BuiltPages(directory=dist, html=True)),
        ],
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=add_headers)],
    )


def origin(url: str) -> str:
    """What a content security policy calls the server of *url*."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def required(name: str) -> str:
    """A value of the environment, without which the server does not start."""
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"cannot start: {name} is not set; `./supergraph up` sets it.")
    return value
