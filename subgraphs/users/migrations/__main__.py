"""Entry point of the migrations; see the package."""

from pathlib import Path

from pydantic import PostgresDsn
from pydantic_settings import BaseSettings, SettingsConfigDict

from subgraphs.common.migrate import upgrade
from subgraphs.common.settings import load


class Settings(BaseSettings):
    """A migration needs the database and nothing else."""

    model_config = SettingsConfigDict(env_prefix="USERS_", frozen=True)

    database_url: PostgresDsn


upgrade(str(load(Settings).database_url), Path(__file__).parent)
