"""The environment the users subgraph needs."""

from datetime import timedelta
from typing import Annotated

from limits import parse_many
from pydantic import AfterValidator, Field, HttpUrl, PostgresDsn
from pydantic_core import PydanticCustomError
from pydantic_settings import SettingsConfigDict

from subgraphs.common.claims import LEEWAY, MAX_LIFETIME
from subgraphs.common.settings import SigningKeys, SubgraphSettings
from subgraphs.common.tokens import LIFETIME


def _limiting(limits: str) -> str:
    try:
        parse_many(limits)
    except ValueError:
        sentence = "must read as `5/minute;100/15 minutes`: numbers of tries, each in a time"
        raise PydanticCustomError("no_limits", sentence) from None
    return limits


AttemptLimits = Annotated[str, AfterValidator(_limiting)]


class Settings(SubgraphSettings):
    """Read from `USERS_*`; a missing value stops the process at start-up."""

    model_config = SettingsConfigDict(env_prefix="USERS_", frozen=True)

    database_url: PostgresDsn
    # A folder of private keys (subgraphs/common/keyring), for people's tokens and for our own.
    signing_keys: SigningKeys
    # Closes buyers before their accounts go.
    orders_url: HttpUrl
    # Where orders hears what happens to accounts.
    orders_events_url: HttpUrl
    access_token_minutes: int = Field(15, ge=1, le=MAX_LIFETIME // timedelta(minutes=1))
    # A refresh token that is not used, and a session however often it is refreshed.
    refresh_token_days: int = Field(30, ge=1)
    session_days: int = Field(180, ge=1)
    # Failed logins and refreshes, per account and per network address, and all registrations per
    # network address (client_address_header, with the common settings).
    attempt_limits: AttemptLimits = "5/minute;100/15 minutes"
    # Several replicas count together in one Redis (or Valkey): redis://host:6379/0, or with TLS
    # rediss://host:6379/0?ssl_check_hostname=true.
    attempts_url: str = Field("memory://", pattern=r"^(memory://$|rediss?://.)")

    @property
    def keys_are_kept(self) -> timedelta:
        """How long a key is published when it signs no more: until its last token has ended."""
        return max(timedelta(minutes=self.access_token_minutes), LIFETIME) + LEEWAY
