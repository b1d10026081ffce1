"""The federation schema, guarded, and the extensions every subgraph runs."""

from collections.abc import Iterable
from typing import Any, cast

from graphql import GraphQLError
from strawberry.federation import Schema
from strawberry.federation.schema import FederationAny
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionResult, Info
from strawberry.types.graphql import OperationType

from compiled import CompiledSchema
from subgraphs.common.context import RequestContext
from subgraphs.common.errors import BadUserInput, CodedErrors, Forbidden
from subgraphs.common.guarded import guard_types
from subgraphs.common.observe import Observed, count_execution
from subgraphs.common.representations import references_to
from subgraphs.common.scalars import SCALARS

MAX_REPRESENTATIONS = 200


class SubgraphSchema(Schema):
    """`_entities` and `_service` answer the router alone; representations arrive clean.

    Documents are kept and operations compiled (`compiled`). Objects of a guarded type
    (`common.scopes`) reach nobody who may not read them.
    """

    def __init__(
        self, query: type, mutation: type | None = None, types: Iterable[type] = ()
    ) -> None:
        super().__init__(
            query=query,
            mutation=mutation,
            types=types,
            federation_version="2.9",
            config=StrawberryConfig(scalar_map=SCALARS),
            extensions=[CodedErrors, Observed],
        )

        service = self._schema.query_type.fields["_service"]  # type: ignore[union-attr]
        service.resolve = _for_the_router(service.resolve)
        guard_types(self._schema)
        # Once: a request may name two hundred entities.
        references = references_to(self._schema.type_map.values())
        self._references = {each.entity.name: each for each in references}
        self.compiled = CompiledSchema(self, ordinary=super().execute, count=count_execution)

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any = None,
        root_value: Any = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """As Strawberry's own, by compiled operations."""
        result = await self.compiled.execute(
            query,
            variable_values,
            context_value,
            operation_name,
            root_value=root_value,
            allowed_operation_types=allowed_operation_types,
            operation_extensions=operation_extensions,
        )
        return cast(ExecutionResult, result)

    def process_errors(self, errors: Any, execution_context: Any = None) -> None:
        """Nothing: CodedErrors logs what is unexpected; Strawberry would log all, with values."""

    def entities_resolver(
        self, info: Info, representations: list[FederationAny]
    ) -> list[FederationAny]:
        """Resolve what passes the guard; an item that does not is that item's error alone."""
        _require_router(info.context)
        if len(representations) > MAX_REPRESENTATIONS:
            raise BadUserInput(
                f"At most {MAX_REPRESENTATIONS} representations a request; "
                f"these are {len(representations)}."
            )
        return [self._resolve_one(info, each) for each in representations]

    def _resolve_one(self, info: Info, representation: Any) -> Any:
        try:
            clean = self._clean(representation)
        except (BadUserInput, GraphQLError) as error:
            return BadUserInput(str(error))
        reference = self._references[clean["__typename"]]
        if reference.resolver is None:
            return super().entities_resolver(info, [clean])[0]  # type: ignore[list-item]
        del clean["__typename"]
        return reference.resolve(info, clean)

    def _clean(self, representation: Any) -> dict[str, Any]:
        """Exactly a known entity's key and required fields, each coerced by its scalar."""
        if not isinstance(representation, dict):
            raise BadUserInput("A representation must be an object.")
        given = dict(representation)
        name = given.pop("__typename", None)
        reference = self._references.get(name) if isinstance(name, str) else None
        if reference is None:
            raise BadUserInput("This subgraph has no such entity.")
        return {"__typename": name} | reference.clean(given)


def _require_router(context: RequestContext) -> None:
    if not context.caller.is_router:
        raise Forbidden("This is answered to the router only.")


def _for_the_router(resolve: Any) -> Any:
    def guarded(source: Any, info: Any, **arguments: Any) -> Any:
        _require_router(info.context)
        return resolve(source, info, **arguments)

    return guarded
