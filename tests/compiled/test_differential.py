"""Compiled execution answers what the ordinary one answers, on random requests in random worlds."""

import pytest

from tests.compiled.examples import run_examples, stages

EXAMPLES = 250
# More than enough documents for so many examples.
DOCUMENTS = 12


# Values that are to be waited for are made before it is known whether anybody asks for them.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("stage", list(stages()))
def test_compiled_execution_equals_the_ordinary_one(stage: str) -> None:
    """Data, order of keys, errors and their order, resolver calls and batches are the same."""
    report = run_examples(stage, "tests", DOCUMENTS, at_most=EXAMPLES)

    assert not report.differences, "\n\n".join(report.differences)
    assert report.examples == EXAMPLES
    # What falls back to the ordinary executor proves nothing.
    assert report.outcomes["compiled"] > EXAMPLES * 0.8
