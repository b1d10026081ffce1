"""One operation within the time its caller waits; a late one is cut off."""

import asyncio
from collections.abc import Awaitable

from graphql import GraphQLError
from strawberry.types import ExecutionResult

from subgraphs.common.deadline import HEADER, from_header, within
from subgraphs.common.errors import DeadlineExceeded
from subgraphs.common.headers import Headers


async def in_time(headers: Headers, execution: Awaitable[ExecutionResult]) -> ExecutionResult:
    """The result of *execution*, or DEADLINE_EXCEEDED."""
    seconds = from_header(headers.get(HEADER))
    try:
        with within(seconds):
            async with asyncio.timeout(seconds):
                return await execution
    except TimeoutError:
        late = DeadlineExceeded("This took longer than the caller waits; try again.")
        error = GraphQLError(str(late), extensions=dict(late.extensions))
        return ExecutionResult(data=None, errors=[error])
