"""Which of a Strawberry schema's extensions a compiled operation can have round it."""

import inspect
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from typing import Any, TypeAlias

from strawberry.extensions import ParserCache, SchemaExtension, ValidationCache

_HOOKS = ("on_operation", "on_parse", "on_validate", "on_execute", "resolve")


# Enters an extension's hook round the operation.
Hook: TypeAlias = Callable[[SchemaExtension], AbstractContextManager[None]]


def round_operation(
    extensions: Iterable[SchemaExtension],
) -> list[AbstractContextManager[None]] | None:
    """What to enter round the whole operation; None when an extension looks into its steps."""
    found: list[AbstractContextManager[None]] = []
    for extension in extensions:
        of: Any = type(extension)
        hooks = _hooks(of)
        if hooks is None:
            return None
        found += [hook(extension) for hook in hooks]
    return found


@lru_cache(maxsize=256)
def _hooks(extension: Any) -> list[Hook] | None:
    """The hooks of an extension's class; None when it has others than round the operation.

    Those do not count that keep only what a compiled schema keeps itself.
    """
    own = {
        each for each in _HOOKS if getattr(extension, each) is not getattr(SchemaExtension, each)
    }
    if issubclass(extension, ParserCache | ValidationCache):
        own -= {"on_parse", "on_validate"}
    if not own:
        return []
    is_awaited = not inspect.isgeneratorfunction(extension.on_operation)
    return (
        None if own != {"on_operation"} or is_awaited else [contextmanager(extension.on_operation)]
    )
