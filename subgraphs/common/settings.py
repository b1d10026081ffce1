"""Settings every subgraph needs, and the sentence that is printed when one is missing."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, DirectoryPath, SecretStr, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings

from subgraphs.common.keyring import KeyRing, RingError

S = TypeVar("S", bound=BaseSettings)

# 96 bits when it is made at random; nobody guesses that.
SECRET_CHARACTERS = 16


def _strong(secret: SecretStr) -> SecretStr:
    value = secret.get_secret_value()
    # Nothing else survives a header as it was sent.
    if len(value) < SECRET_CHARACTERS or not (value.isascii() and value.isprintable()):
        sentence = (
            f"must have {SECRET_CHARACTERS} plain characters or more, as of `openssl rand -hex 24`"
        )
        raise PydanticCustomError("weak_secret", sentence)
    return secret


def _signs(folder: Path) -> Path:
    try:
        KeyRing(folder, issuer="", keep=timedelta())
    except RingError:
        sentence = "holds no key that can sign now; `python -m subgraphs.common.keyring make` does"
        raise PydanticCustomError("no_signing_key", sentence) from None
    return folder


RouterSecret = Annotated[SecretStr, AfterValidator(_strong)]
# The first part of the names of its keys, as claims.py reads them.
IssuerName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
SigningKeys = Annotated[DirectoryPath, AfterValidator(_signs)]


class SubgraphSettings(BaseSettings):
    """What the three have in common; each subclass sets its prefix and adds its own."""

    # Sent by the router with every fetch; `_entities` and `_service` are closed without it.
    router_secret: RouterSecret
    # Counts too, for as long as the router is not yet told the new one.
    router_secret_previous: RouterSecret | None = None
    token_issuer: IssuerName = "users"  # noqa: S105 - a name
    token_audience: str = "commerce"  # noqa: S105 - a name
    log_level: str = "INFO"
    # Off, every operation goes to the ordinary executor: slower, with the same answers.
    compile_operations: bool = True
    # In which header the proxy before the router tells the address of the client, and only it: one
    # that overwrites what clients send, so X-Real-IP and never X-Forwarded-For.
    client_address_header: str | None = None

    def audience_of(self, subgraph: str) -> str:
        """What a service token for *subgraph* is addressed to; people's are to the whole shop."""
        return f"{self.token_audience}/{subgraph}"

    @property
    def router_secrets(self) -> list[bytes]:
        """Each that counts now."""
        secrets = [self.router_secret, self.router_secret_previous]
        return [each.get_secret_value().encode() for each in secrets if each is not None]


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
