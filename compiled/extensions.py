"""Which of a Strawberry schema's extensions a compiled operation can have round it."""

import inspect
from collections.abc import Iterable
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from typing import Any

from strawberry.extensions import ParserCache, SchemaExtension, ValidationCache

_HOOKS = ("on_operation", "on_parse", "on_validate", "on_execute", "resolve")


def round_operation(
    extensions: Iterable[SchemaExtension],
) -> list[AbstractContextManager[None]] | None:
    """What to enter round the whole operation; None when an extension looks into its steps."""
    found: list[AbstractContextManager[None]] = []
    for extension in extensions:
        of: Any = type(extension)
        hooks = _hooks(of)
        if hooks == {"on_operation"}:
            hook: Any = extension.on_operation
            found.append(contextmanager(hook)())
        elif hooks:
            return None
    return found


@lru_cache(maxsize=256)
def _hooks(extension: Any) -> frozenset[str]:
    """The hooks it has, without those that only keep what a compiled schema keeps itself."""
    own = {
        each for each in _HOOKS if getattr(extension, each) is not getattr(SchemaExtension, each)
    }
    if issubclass(extension, ParserCache | ValidationCache):
        own -= {"on_parse", "on_validate"}
    if "on_operation" in own and not inspect.isgeneratorfunction(extension.on_operation):
        own.add("an on_operation that is to be awaited")
    return frozenset(own)
