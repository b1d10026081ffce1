"""The environment the users subgraph needs."""

from datetime import timedelta

from pydantic import Field, PostgresDsn
from pydantic_settings import SettingsConfigDict

from subgraphs.common.claims import LEEWAY, MAX_LIFETIME
from subgraphs.common.settings import SigningKeys, SubgraphSettings
from subgraphs.common.tokens import LIFETIME


class Settings(SubgraphSettings):
    """Read from `USERS_*`; a missing value stops the process at start-up."""

    model_config = SettingsConfigDict(env_prefix="USERS_", frozen=True)

    database_url: PostgresDsn
    # A folder of private keys (subgraphs/common/keyring), for people's tokens.
    signing_keys: SigningKeys
    access_token_minutes: int = Field(15, ge=1, le=MAX_LIFETIME // timedelta(minutes=1))

    @property
    def keys_are_kept(self) -> timedelta:
        """How long a key is published when it signs no more: until its last token has ended."""
        return max(timedelta(minutes=self.access_token_minutes), LIFETIME) + LEEWAY
