"""What a subgraph tells others: CloudEvents 1.0."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class CloudEvent:
    """One event as it travels (CloudEvents 1.0, structured mode); *sequence* orders a subject's."""

    id: str
    source: str
    type: str
    subject: str
    sequence: int
    time: datetime
    data: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The envelope with its data."""
        return {
            "specversion": "1.0",
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "subject": self.subject,
            "time": self.time.isoformat(),
            "datacontenttype": "application/json",
            # As a string, because the extension of that name is one.
            "sequence": str(self.sequence),
            "data": self.data,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "CloudEvent":
        """The event in an envelope."""
        return cls(
            id=values["id"],
            source=values["source"],
            type=values["type"],
            subject=values["subject"],
            sequence=int(values["sequence"]),
            time=datetime.fromisoformat(values["time"]),
            data=values["data"],
        )
