"""Statements made once: what SQLAlchemy finds out about one at every use, found out at import."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from asyncpg import Record
from sqlalchemy.engine import make_url
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.selectable import ReturnsRows

_DIALECT = make_url("postgresql+asyncpg://").get_dialect()()


class Prepared:
    """The text of a statement, the order of its parameters, and the class of its rows.

    *columns* are those an INSERT or UPDATE sets to parameters of the same names. TypeError when one
    is no parameter, and when a parameter that has a name has a value too: none that is given at
    execution would ever replace it. More may be given at execution than the statement names.
    """

    def __init__(self, statement: Executable, *columns: str) -> None:
        if not isinstance(statement, ClauseElement):
            raise TypeError(f"{statement!r} has no text")
        compiled: Any = statement.compile(dialect=_DIALECT, column_keys=columns or None)
        if compiled.post_compile_params:
            raise TypeError("IN makes another statement for each length; write = ANY(array)")
        if compiled.insert_prefetch or compiled.update_prefetch:
            raise TypeError("A default that Python makes is not made here; let the server make it")
        self.sql = str(compiled)
        self.row: type[Record] = _row_class(statement)
        binds = [compiled.binds[name] for name in compiled.positiontup or ()]
        _refuse_misnamed(binds, columns)
        self._parameters = [_parameter(bind) for bind in binds]

    def arguments(self, given: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the text, as the driver wants them."""
        return [
            constant if name is None else given[name] if convert is None else convert(given[name])
            for name, constant, convert in self._parameters
        ]


def _refuse_misnamed(binds: Sequence[Any], columns: Sequence[str]) -> None:
    if unknown := sorted(set(columns) - {bind.key for bind in binds if bind.required}):
        raise TypeError(f"The statement has no parameter {', '.join(unknown)}")
    for bind in binds:
        if not bind.required and not bind.unique:
            raise TypeError(f"{bind.key} has a name and a value; a constant has no name")


def _parameter(bind: Any) -> tuple[str | None, Any, Callable[[Any], Any] | None]:
    """Its name, or what it always is when it has none that may be given."""
    convert = bind.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
    if bind.required:
        return bind.key, None, convert
    return None, bind.value if convert is None else convert(bind.value), None


def _row_class(statement: Any) -> type[Record]:
    """Rows whose columns read as attributes, as fast as a named tuple's."""
    names: Sequence[str] = ()
    if isinstance(statement, ReturnsRows):
        names = list(statement.exported_columns.keys())
    return type("Row", (Record,), {name: property(itemgetter(i)) for i, name in enumerate(names)})
