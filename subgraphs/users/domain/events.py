"""What the users subgraph tells others of an account; never who it is."""

import uuid
from enum import Enum

from subgraphs.common.events import CloudEvent
from subgraphs.users.domain.people import User

SOURCE = "/commerce/users"
# The names by which the ids of events are derived from their account, type and version.
NAMESPACE = uuid.UUID("0b9d4c58-2f0e-5f0e-8a39-6f9a7a2b1d43")


class EventType(Enum):
    """What happened to an account, as others hear it: `commerce.user.<past participle>.v1`."""

    REGISTERED = "registered"
    UPDATED = "updated"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    DELETED = "deleted"


def cloud_event(type: EventType, user: User) -> CloudEvent:
    """What is told when *user* has become so; made again, it has the same id."""
    return CloudEvent(
        id=str(uuid.uuid5(NAMESPACE, f"{user.id}:{type.value}:{user.version}")),
        source=SOURCE,
        type=f"commerce.user.{type.value}.v1",
        subject=user.id,
        sequence=user.version,
        time=user.updated_at,
        # No name and no address: events are kept by whoever hears them, and people may go.
        data={
            "userId": user.id,
            "status": user.status.value,
            "roles": [role.value for role in user.roles],
        },
    )
