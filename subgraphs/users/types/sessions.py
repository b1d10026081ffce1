"""Sessions: what a client gets, and the devices that are signed in."""

from datetime import datetime

import strawberry

from subgraphs.users.domain import sessions as domain


@strawberry.type(description="The right to act as a user until it expires.")
class Session:
    access_token: str = strawberry.field(
        description="Send it as `Authorization: Bearer <accessToken>`."
    )
    access_token_expires_at: datetime
    refresh_token: str = strawberry.field(
        description="Good for one `refreshSession`, which answers the next one. Keep it where only "
        "your application reads it; whoever has it is signed in."
    )
    refresh_token_expires_at: datetime
    scopes: list[str]

    @classmethod
    def from_domain(cls, session: domain.Session) -> "Session":
        """The GraphQL form of a session."""
        return cls(
            access_token=session.access_token,
            access_token_expires_at=session.expires_at,
            refresh_token=session.refresh_token,
            refresh_token_expires_at=session.refresh_expires_at,
            scopes=list(session.scopes),
        )


@strawberry.type(description="A device that is signed in, until its session is ended or lapses.")
class SignedInDevice:
    id: strawberry.ID
    device_name: str | None = strawberry.field(description="As it named itself when signing in.")
    signed_in_at: datetime
    last_seen_at: datetime = strawberry.field(
        description="When it last signed in or refreshed: by default at most a quarter of an hour "
        "ago for one that is used."
    )
    expires_at: datetime
    is_current: bool = strawberry.field(description="Whether this very request comes from it.")

    @classmethod
    def from_domain(cls, session: domain.SessionRecord, current: str | None) -> "SignedInDevice":
        """The GraphQL form of a session, seen from the session *current*."""
        return cls(
            id=strawberry.ID(session.id),
            device_name=session.device_name,
            signed_in_at=session.created_at,
            last_seen_at=session.last_seen_at,
            expires_at=session.expires_at,
            is_current=session.id == current,
        )
