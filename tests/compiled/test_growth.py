"""A million distinct documents take no more memory than some thousands."""

import gc

from tests.compiled.growth import compiled_schema, execute

# Room for about fifty of the documents.
ROOM = 2_000_000
STEP = 150


async def test_distinct_documents_do_not_grow_the_process() -> None:
    """Once the room is full, as many objects are there after each further hundreds of documents."""
    schema = compiled_schema(ROOM)
    objects = []
    for step in range(4):
        await execute(schema, range(step * STEP, (step + 1) * STEP))
        gc.collect()
        objects.append(len(gc.get_objects()))
        assert schema.documents.bytes <= ROOM
    assert 0 < len(schema.documents) < STEP
    # What one document leaves behind for ever would be thousands of objects here.
    assert objects[-1] - objects[1] < STEP
