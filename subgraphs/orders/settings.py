"""The environment the orders subgraph needs."""

from pathlib import Path

from pydantic import HttpUrl, PostgresDsn
from pydantic_settings import SettingsConfigDict

from subgraphs.common.settings import SubgraphSettings


class Settings(SubgraphSettings):
    """Read from `ORDERS_*`; a missing value stops the process at start-up."""

    model_config = SettingsConfigDict(env_prefix="ORDERS_", frozen=True)

    database_url: PostgresDsn
    users_jwks_url: HttpUrl
    # Signs the tokens with which orders acts as the saga towards products.
    signing_key_file: Path
    products_url: HttpUrl
    payments_url: HttpUrl
