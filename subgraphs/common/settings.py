"""Settings every subgraph needs, and the sentence that is printed when one is missing."""

import sys
from typing import TypeVar

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings

S = TypeVar("S", bound=BaseSettings)


class SubgraphSettings(BaseSettings):
    """What the three have in common; each subclass sets its prefix and adds its own."""

    # Sent by the router with every fetch; `_entities` and `_service` are closed without it.
    router_secret: SecretStr
    token_issuer: str = "users"  # noqa: S105 - a name
    token_audience: str = "commerce"  # noqa: S105 - a name
    log_level: str = "INFO"


def load(settings: type[S]) -> S:
    """Read *settings* from the environment, or stop the process with a sentence per wrong value."""
    try:
        return settings()
    except ValidationError as error:
        for problem in error.errors():
            name = str(problem["loc"][0])
            # A field with a name of its own (CATALOGUE_MONGO_URL) is reported by that name.
            variable = name if name.isupper() else f"{settings.model_config['env_prefix']}{name}"
            print(
                f"cannot start: {variable.upper()}: {problem['msg'].lower()}. "
                "Set it in the environment; `./supergraph up` sets all of them.",
                file=sys.stderr,
            )
        raise SystemExit(2) from None
