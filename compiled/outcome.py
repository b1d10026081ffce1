"""How an operation was executed, and why when it was not by compiled functions."""

from enum import StrEnum


class Outcome(StrEnum):
    """What is counted, once for each execution; the value is fit for a metric's label."""

    COMPILED = "compiled"
    # Seen too few times to be worth compiling.
    FIRST_SIGHT = "first_sight"
    INTROSPECTION = "introspection"
    SUBSCRIPTION = "subscription"
    # @defer, @stream, fragments with variables, error propagation turned off, odd names.
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too_large"
    # No such operation, or a variable that is wrong or missing where @skip or @include needs it.
    REFUSED = "refused"
    # The schema has extensions that look into the execution.
    EXTENSION = "extension"
    SWITCHED_OFF = "switched_off"
