"""The shop's client: typed operations, sent by their hash."""

from typing import Any

from pydantic_core import to_jsonable_python

from commerce_client import Client
from commerce_client.async_base_client import Response
from errors import RequestFailed, code_of
from operation_id import operation_id

# The router gives up after 10 s; a little more, so that its own answer is the one we see.
TIMEOUT_SECONDS = 12.0


class CommerceClient(Client):
    """Sends an operation's hash, and its text only to a router that does not know the hash yet.

    *name* and *version* tell the shop who is asking; the manifest is registered under them.
    Errors of the graph are raised as `RequestFailed`.
    """

    def __init__(self, url: str, *, name: str, version: str) -> None:
        headers = {"apollographql-client-name": name, "apollographql-client-version": version}
        super().__init__(url, headers)
        self._access_token: str | None = None

    def sign_in(self, access_token: str) -> None:
        """Act as the owner of a session from here on."""
        self._access_token = access_token

    async def _execute_json(
        self, query: str, operation_name: str | None, variables: dict[str, Any], **kwargs: Any
    ) -> Response:
        body = {
            "operationName": operation_name,
            "variables": to_jsonable_python(variables),
            "extensions": {"persistedQuery": {"version": 1, "sha256Hash": operation_id(query)}},
        }
        response = await self._post(body, **kwargs)
        if is_unknown_hash(response):
            response = await self._post({"query": query, **body}, **kwargs)
        return response

    async def _post(self, body: dict[str, Any], **kwargs: Any) -> Response:
        headers = {"authorization": f"Bearer {self._access_token}"} if self._access_token else {}
        return await self.http_client.post(
            self.url, json=body, headers=headers, timeout=TIMEOUT_SECONDS, **kwargs
        )

    def get_data(self, response: Response) -> dict[str, Any]:
        answer = answer_of(response)
        if answer.get("errors"):
            raise RequestFailed(answer["errors"], answer.get("data"))
        return super().get_data(response)


def answer_of(response: Response) -> dict[str, Any]:
    """What the graph answered; empty when a proxy or a dying router answered in its place."""
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def is_unknown_hash(response: Response) -> bool:
    """Whether the router wants the text: it was restarted, or never saw the operation."""
    errors = answer_of(response).get("errors") or []
    return any(code_of(error) == "PERSISTED_QUERY_NOT_FOUND" for error in errors)
