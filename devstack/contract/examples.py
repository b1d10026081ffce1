"""With which variables, and as whom, an operation is measured and broken on purpose."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from graphql import NonNullTypeNode

from devstack.contract.graph import definition_of
from devstack.contract.manifests import FOLDER, Manifest, Operation
from devstack.refusal import Refusal

NOBODY = "nobody"
CUSTOMER = "customer"
STAFF = "staff"
# Another one each time.
FRESH: Mapping[str, Callable[[], str]] = {
    "$key": lambda: str(uuid.uuid4()),
    "$freshEmail": lambda: f"fresh-{uuid.uuid4()}@example.com",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """One call of an operation; `$name` in the variables stands for a value of the stage."""

    person: str = NOBODY
    variables: Mapping[str, Any] = field(default_factory=dict)

    def filled(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The variables with the stage's values."""
        filled: dict[str, Any] = _fill(self.variables, values)
        return filled


def example_of(manifest: Manifest, operation: Operation) -> Example:
    """From the client's examples.yaml; an operation without required variables needs no entry."""
    file = FOLDER / manifest.client / "examples.yaml"
    known = yaml.safe_load(file.read_text()) if file.exists() else {}
    found = (known or {}).get(operation.name)
    if found is not None:
        return Example(person=found.get("as", NOBODY), variables=found.get("variables") or {})
    if _required(operation):
        raise Refusal(
            f"{operation.name} has required variables and no example: add it to {file.name} of "
            f"{manifest.client}, as {operation.name}: {{as: customer, variables: {{…}}}}"
        )
    return Example()


def _required(operation: Operation) -> bool:
    return any(
        isinstance(each.type, NonNullTypeNode) and each.default_value is None
        for each in definition_of(operation).variable_definitions or ()
    )


def _fill(value: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(value, dict):
        return {name: _fill(each, values) for name, each in value.items()}
    if isinstance(value, list):
        return [_fill(each, values) for each in value]
    if value in FRESH:
        return FRESH[value]()
    if isinstance(value, str) and value.startswith("$"):
        if value[1:] not in values:
            raise Refusal(f"An example names {value}; there are: ${', $'.join(sorted(values))}.")
        return values[value[1:]]
    return value
