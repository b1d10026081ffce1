"""The server of the explorer: files, people to sign in as, and for staff the subgraphs."""

import json
import os
from pathlib import Path
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from devstack.web.pages import origin, page_app, required

# Monaco writes style elements; its workers and fonts are files of ours.
POLICY = (
    "default-src 'self'; connect-src 'self' {router}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:"
)
WHO = "query Who { me { roles } }"
TIMEOUT_SECONDS = 12.0


def create_app() -> Starlette:
    """The explorer; a factory for uvicorn."""
    _refuse_production()
    config: dict[str, Any] = json.loads(required("EXPLORER_CONFIG"))
    subgraphs: dict[str, str] = json.loads(os.environ.get("EXPLORER_SUBGRAPHS", "{}"))
    secrets: dict[str, str] = json.loads(required("EXPLORER_ROUTER_SECRETS")) if subgraphs else {}

    async def ask_subgraph(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in subgraphs:
            return _refused(404, "NOT_FOUND", "There is no such subgraph.")
        headers = {"content-type": "application/json"}
        if "authorization" in request.headers:
            headers["authorization"] = request.headers["authorization"]
        try:
            async with httpx2.AsyncClient(timeout=TIMEOUT_SECONDS, headers=headers) as http:
                if not await _is_staff(http, subgraphs["users"]):
                    return _refused(403, "FORBIDDEN", "Sign in as staff to ask one subgraph.")
                answer = await http.post(
                    subgraphs[name],
                    content=await request.body(),
                    headers={"x-router-secret": secrets[name]},
                )
        except httpx2.HTTPError:
            return _refused(502, "DEPENDENCY_UNAVAILABLE", "The subgraph does not answer.")
        return Response(answer.content, answer.status_code, media_type="application/json")

    config["subgraphs"] = list(subgraphs)
    return page_app(
        Path(required("EXPLORER_DIST")),
        config,
        POLICY.format(router=origin(config["router"])),
        [Route("/subgraphs/{name}", ask_subgraph, methods=["POST"])],
    )


async def _is_staff(http: httpx2.AsyncClient, users: str) -> bool:
    """Whether the token that was sent is of somebody who is more than a customer."""
    answer = (await http.post(users, json={"query": WHO})).json()
    me = (answer.get("data") or {}).get("me") or {}
    return bool(set(me.get("roles") or ()) - {"CUSTOMER"})


def _refused(status: int, code: str, message: str) -> Response:
    error = {"message": message, "extensions": {"code": code}}
    return JSONResponse({"errors": [error]}, status)


def _refuse_production() -> None:
    """Off in production, unless somebody switched it on."""
    in_production = os.environ.get("SUPERGRAPH_ENV") == "production"
    if in_production and os.environ.get("EXPLORER_ENABLED") != "true":
        raise SystemExit(
            "cannot start: the explorer is off in production; EXPLORER_ENABLED=true switches it on."
        )
