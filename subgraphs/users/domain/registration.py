"""What a person sends to get an account."""

from dataclasses import dataclass

from subgraphs.users.domain.outcomes import InvalidValue
from subgraphs.users.domain.people import DISPLAY_NAME_RULE, is_display_name


@dataclass(frozen=True, kw_only=True, slots=True)
class Registration:
    """What a person sends to get an account."""

    email: str
    password: str
    display_name: str
    key: str


def refusal(registration: Registration) -> InvalidValue | None:
    """Why this registration cannot be taken, whatever its password."""
    if not is_display_name(registration.display_name):
        return InvalidValue(field="displayName", message=DISPLAY_NAME_RULE)
    return None
