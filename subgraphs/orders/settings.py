"""The environment the orders subgraph needs."""

from datetime import timedelta
from typing import Literal

from pydantic import HttpUrl, PostgresDsn, SecretStr
from pydantic_settings import SettingsConfigDict

from subgraphs.common.claims import LEEWAY
from subgraphs.common.settings import SigningKeys, SubgraphSettings
from subgraphs.common.tokens import LIFETIME


class Settings(SubgraphSettings):
    """Read from `ORDERS_*`; a missing value stops the process at start-up."""

    model_config = SettingsConfigDict(env_prefix="ORDERS_", frozen=True)

    database_url: PostgresDsn
    users_jwks_url: HttpUrl
    # A folder of private keys (subgraphs/common/keyring), for the tokens with which orders acts as
    # the saga towards products.
    signing_keys: SigningKeys
    products_url: HttpUrl
    # `sandbox`, or `stripe`.
    payments: Literal["sandbox", "stripe"] = "sandbox"
    payments_url: HttpUrl
    # Stripe's secret key; the sandbox needs none.
    payments_api_key: SecretStr = SecretStr("")
    # What the provider signs its webhooks with.
    payments_webhook_secret: SecretStr
    # Until then one driver works on an order; afterwards any may. Longer than the calls of one
    # drive take together; short, because it is what a crash costs an order.
    lease_seconds: float = 10.0
    # How long a dependency that failed again and again is left alone.
    breaker_open_seconds: float = 30.0

    @property
    def keys_are_kept(self) -> timedelta:
        """How long a key is published when it signs no more: until its last token has ended."""
        return LIFETIME + LEEWAY
