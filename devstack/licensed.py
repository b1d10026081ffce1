"""The supergraph for routers with a licence: what fields require is printed as directives too.

An unlicensed router refuses to start with it; nothing here is part of the default composition.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graphql import (
    ConstArgumentNode,
    ConstDirectiveNode,
    ConstListValueNode,
    DefinitionNode,
    FieldDefinitionNode,
    NameNode,
    ObjectTypeDefinitionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    StringValueNode,
    parse,
    print_ast,
)

from devstack import npm
from devstack.composition import config_in, export, run_composer, told_by
from devstack.contract.graph import arguments_of
from devstack.layout import SUBGRAPHS
from devstack.refusal import Refusal
from devstack.stack import current

FEDERATION = "https://specs.apollo.dev/federation/"
PROGRAM = """import json
from subgraphs.common.scopes import requirements
print(json.dumps({name: {"any_of": each.any_of, "has_owner": each.owner is not None}
                  for name, each in requirements(schema).items()}))"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Required:
    """What a subgraph's code says a field, or an object of a type, needs."""

    any_of: tuple[str, ...]
    has_owner: bool

    @property
    def directive(self) -> str:
        """What a router can enforce of it: who owns a thing is in no token's scopes."""
        return "requiresScopes" if self.any_of and not self.has_owner else "authenticated"


def required_in(name: str) -> Mapping[str, Required]:
    """The requirements a subgraph's code declares, by coordinate."""
    found = json.loads(told_by(name, PROGRAM))
    return {
        coordinate: Required(any_of=tuple(each["any_of"]), has_owner=each["has_owner"])
        for coordinate, each in found.items()
    }


def licensed_sdl(sdl: str, required: Mapping[str, Required]) -> str:
    """*sdl* with a directive on each field that requires something.

    Types get none: what they keep back is null, and the router would make an error of it.
    """
    document = parse(sdl)
    definitions = tuple(_licensed(each, required) for each in document.definitions)
    return print_ast(replace(document, definitions=definitions)) + "\n"


def compose(folder: Path) -> str:
    """The licensed supergraph of the code as it is; both composers agree on it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SUBGRAPHS:
        sdl = licensed_sdl(export(name), required_in(name))
        (folder / f"{name}.graphql").write_text(sdl)
    supergraph = folder / "supergraph.graphql"
    run_composer(config_in(folder), supergraph, folder / "api.graphql", "both")
    return supergraph.read_text()


def write(file: Path | None) -> None:
    """Into *file*, or onto standard output."""
    npm.install(npm.COMPOSITION)
    supergraph = compose(current().layout.graph / "licensed")
    if file is None:
        print(supergraph, end="")
        return
    try:
        file.write_text(supergraph)
    except OSError as error:
        raise Refusal(f"Could not write {file}: {error.strerror}.") from None
    print(f"Wrote {file}: for routers with a licence alone.")


def _licensed(definition: DefinitionNode, required: Mapping[str, Required]) -> DefinitionNode:
    if isinstance(definition, ObjectTypeDefinitionNode):
        fields = tuple(
            _field(field, required.get(f"{definition.name.value}.{field.name.value}"))
            for field in definition.fields or ()
        )
        return replace(definition, fields=fields)
    if isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode):
        used = {each.directive for name, each in required.items() if "." in name}
        links = tuple(_link(link, sorted(used)) for link in definition.directives or ())
        return replace(definition, directives=links)
    return definition


def _field(field: FieldDefinitionNode, required: Required | None) -> FieldDefinitionNode:
    if required is None:
        return field
    return replace(field, directives=(*(field.directives or ()), _directive(required)))


def _link(link: ConstDirectiveNode, used: Sequence[str]) -> ConstDirectiveNode:
    """*link* with the names of the directives *used*, when it is federation's own."""
    given = arguments_of(link)
    if not str(given.get("url", "")).startswith(FEDERATION):
        return link
    names = [*given["import"], *(f"@{each}" for each in used)]
    imports = ConstListValueNode(values=tuple(_text(each) for each in names))
    arguments = tuple(
        replace(each, value=imports) if each.name.value == "import" else each
        for each in link.arguments or ()
    )
    return replace(link, arguments=arguments)


def _directive(required: Required) -> ConstDirectiveNode:
    name = NameNode(value=required.directive)
    if required.directive == "authenticated":
        return ConstDirectiveNode(name=name, arguments=())
    # Any one of them is enough: a list of lists is "or" outside, "and" inside.
    scopes = ConstListValueNode(values=tuple(_list(_text(each)) for each in required.any_of))
    argument = ConstArgumentNode(name=NameNode(value="scopes"), value=scopes)
    return ConstDirectiveNode(name=name, arguments=(argument,))


def _list(value: StringValueNode) -> ConstListValueNode:
    return ConstListValueNode(values=(value,))


def _text(value: str) -> StringValueNode:
    return StringValueNode(value=value, block=False)
