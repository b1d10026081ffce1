"""How long a list may get, told to whoever weighs an operation (`@listSize`)."""

from strawberry.federation.schema_directives import ListSize

# An argument that is not given must be left out of the SDL altogether: `sizedFields: null` breaks
# a composer. Strawberry leaves out what is unset, which its own types do not know.
PAGED = ListSize(  # type: ignore[call-arg]
    slicing_arguments=["first"],
    sized_fields=["edges", "nodes"],
    # `first` has a default.
    require_one_slicing_argument=False,
)


PAGED_BOTH_WAYS = ListSize(  # type: ignore[call-arg]
    slicing_arguments=["first", "last"],
    sized_fields=["edges", "nodes"],
    # Which of the two must be given is checked by the field itself.
    require_one_slicing_argument=False,
)


def about(size: int) -> ListSize:
    """A list without pages that holds about *size* items."""
    return ListSize(assumed_size=size, require_one_slicing_argument=False)  # type: ignore[call-arg]
