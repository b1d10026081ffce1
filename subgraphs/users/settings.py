"""The environment the users subgraph needs."""

from pathlib import Path

from pydantic import PostgresDsn
from pydantic_settings import SettingsConfigDict

from subgraphs.common.settings import SubgraphSettings


class Settings(SubgraphSettings):
    """Read from `USERS_*`; a missing value stops the process at start-up."""

    model_config = SettingsConfigDict(env_prefix="USERS_", frozen=True)

    database_url: PostgresDsn
    signing_key_file: Path
    access_token_minutes: int = 15
