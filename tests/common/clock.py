"""A clock that goes when it is told to."""

from datetime import UTC, datetime, timedelta


class Clock:
    """The time of day for rings and claims, and seconds for whoever only counts them."""

    def __init__(self) -> None:
        # Whole seconds, as the names of keys and the claims of tokens have them.
        self.now = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        """The same moment, as a number."""
        return self.now.timestamp()

    def wait(self, **units: float) -> None:
        """So much time passes."""
        self.now += timedelta(**units)
