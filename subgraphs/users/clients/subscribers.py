"""Whoever hears of accounts over HTTP (CloudEvents 1.0, structured mode)."""

from collections.abc import Callable

from subgraphs.common.calls import Dependency
from subgraphs.common.events import CloudEvent

TAKEN = range(200, 300)


class Refused(Exception):
    """A subscriber will not take the event, now or later."""


class Subscriber:
    """One address that events are posted to, with a service token made for it."""

    def __init__(self, subscriber: Dependency, url: str, token: Callable[[], str]) -> None:
        self._subscriber = subscriber
        self._url = url
        self._token = token

    async def publish(self, event: CloudEvent) -> None:
        """Returns when the event was taken; Unavailable when nobody knows."""
        response = await self._subscriber.call(
            "POST",
            self._url,
            json=event.to_json(),
            headers={
                "authorization": f"Bearer {self._token()}",
                "content-type": "application/cloudevents+json",
            },
        )
        if response.status_code not in TAKEN:
            raise Refused(f"{self._subscriber.name} answered {response.status_code}.")
