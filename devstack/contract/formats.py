"""Reads the lists of operations that client tools write: Apollo's, GraphQL Codegen's, Relay's."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from graphql import GraphQLError, OperationDefinitionNode, parse

from devstack.contract.manifests import FORMAT, Operation
from devstack.refusal import WrongInput

EXPECTED = (
    "an Apollo manifest (format, version, operations), or a JSON object of ids and texts, "
    "as GraphQL Codegen and Relay write"
)


def read_operations(file: Path) -> list[Operation]:
    """The operations in *file*, by name; ids of other tools are not kept: routers know SHA-256."""
    try:
        content = json.loads(file.read_text())
    except FileNotFoundError:
        raise WrongInput(f"There is no file {file}.") from None
    except (OSError, ValueError) as error:
        raise WrongInput(f"{file} cannot be read as JSON: {error}.") from None
    operations = [_operation(text) for text in _texts(content, file)]
    if not operations:
        raise WrongInput(f"{file} holds no operation.")
    _refuse_namesakes(operations)
    return sorted(operations, key=lambda each: each.name)


def foreign_ids(file: Path) -> bool:
    """Whether the tool named operations by something else than their SHA-256."""
    content = json.loads(file.read_text())
    if content.get("format") == FORMAT:
        return False
    return any(id != sha256(text.encode()).hexdigest() for id, text in content.items())


def _texts(content: Any, file: Path) -> list[str]:
    if isinstance(content, dict) and content.get("format") == FORMAT:
        if content.get("version") != 1:
            raise WrongInput(f"{file} has version {content.get('version')}; 1 is what can be read.")
        return [_apollo_text(each, file) for each in content.get("operations") or []]
    if isinstance(content, dict) and all(isinstance(each, str) for each in content.values()):
        return list(content.values())
    raise WrongInput(f"{file} is not a list of operations: expected {EXPECTED}.")


def _apollo_text(entry: Any, file: Path) -> str:
    try:
        operation = Operation(name=entry["name"], kind=entry["type"], text=entry["body"])
        id = operation.id
    except (TypeError, KeyError, AttributeError):
        raise WrongInput(f"{file}: an operation needs id, name, type and body.") from None
    if entry.get("id") != id:
        raise WrongInput(
            f"{file}: the id of {operation.name} is not the SHA-256 of its body, which is how a "
            "router knows it. Let the generator make the ids."
        )
    return operation.text


def _operation(text: str) -> Operation:
    try:
        document = parse(text)
    except GraphQLError as error:
        raise WrongInput(f"An operation does not parse: {error.message}\n  {text[:200]}") from None
    found = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if len(found) != 1 or found[0].name is None:
        raise WrongInput(
            f"Each text holds one operation, with a name; this does not:\n  {text[:200]}"
        )
    return Operation(name=found[0].name.value, kind=found[0].operation.value, text=text)


def _refuse_namesakes(operations: list[Operation]) -> None:
    names = [each.name for each in operations]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise WrongInput(f"Names must be unique within a version; twice there: {', '.join(twice)}.")
