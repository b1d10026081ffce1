"""The environment the products subgraph needs."""

from pydantic import Field, HttpUrl, MongoDsn
from pydantic_settings import SettingsConfigDict

from subgraphs.common.settings import SubgraphSettings


class Settings(SubgraphSettings):
    """Read from `PRODUCTS_*` and `CATALOGUE_MONGO_URL`; a missing value stops the process."""

    model_config = SettingsConfigDict(env_prefix="PRODUCTS_", frozen=True)

    # Names its database in the path, as in mongodb://host:27017/catalogue.
    mongo_url: MongoDsn = Field(validation_alias="CATALOGUE_MONGO_URL")
    users_jwks_url: HttpUrl
    # Where the orders subgraph publishes the key of its service tokens.
    orders_jwks_url: HttpUrl
    # How long stock is held for an order that is not settled.
    hold_seconds: int = 900
    sweep_seconds: float = 5.0
