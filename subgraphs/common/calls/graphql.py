"""Asking another subgraph's hidden fields, as a service."""

from collections.abc import Callable, Mapping
from typing import Any

from subgraphs.common.calls.resilience import Dependency
from subgraphs.common.errors import Unavailable


class GraphQLCalls:
    """Each operation is repeatable; Unavailable means that nobody knows whether it took effect."""

    def __init__(self, subgraph: Dependency, url: str, token: Callable[[], str]) -> None:
        self._subgraph = subgraph
        self._url = url
        self._token = token

    async def ask(self, query: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The data of an answer without errors."""
        response = await self._subgraph.call(
            "POST",
            self._url,
            json={"query": query, "variables": variables},
            headers={"authorization": f"Bearer {self._token()}"},
        )
        try:
            answer = dict(response.json())
        except (ValueError, TypeError) as error:
            raise Unavailable(f"{self._subgraph.name} answered no JSON.") from error
        if response.status_code != 200 or answer.get("errors"):
            codes = [each.get("extensions", {}).get("code") for each in answer.get("errors") or ()]
            refused = codes or response.status_code
            raise Unavailable(f"{self._subgraph.name} would not do it: {refused}.")
        data: Mapping[str, Any] = answer["data"]
        return data
