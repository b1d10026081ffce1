"""The environment the users subgraph needs."""

from pathlib import Path

from pydantic import Field, HttpUrl, PostgresDsn
from pydantic_settings import SettingsConfigDict

from subgraphs.common.settings import SubgraphSettings


class Settings(SubgraphSettings):
    """Read from `USERS_*`; a missing value stops the process at start-up."""

    model_config = SettingsConfigDict(env_prefix="USERS_", frozen=True)

    database_url: PostgresDsn
    signing_key_file: Path
    # Closes buyers before their accounts go.
    orders_url: HttpUrl
    # Who hears what happens to accounts, comma between them.
    event_urls: str
    access_token_minutes: int = Field(default=15, ge=1, le=60)
    # A refresh token that is not used, and a session however often it is refreshed.
    refresh_token_days: int = Field(default=30, ge=1)
    session_days: int = Field(default=180, ge=1)
    # Failed logins, refreshes and all registrations, per account and per network address.
    attempt_limits: str = "5/minute;100/15 minutes"
    # Several replicas count together in one Redis (or Valkey): redis://host:6379/0.
    attempts_url: str = "memory://"
