"""`python -m devstack`: runs a command; what goes wrong is one sentence and an exit code."""

import sys

import typer

from devstack.cli import app, err
from devstack.refusal import Refusal, WrongInput


def main() -> None:
    """Run a command; what goes wrong is said in one sentence, with the right exit code."""
    verbose = "--verbose" in sys.argv
    try:
        code = app(standalone_mode=False, prog_name="./supergraph")
    except typer.Abort:
        code = _say("Nothing was done.", 1)
    except typer.TyperException as error:
        code = _say(error.format_message(), 2)
    except Refusal as error:
        if verbose:
            raise
        code = _say(str(error), 2 if isinstance(error, WrongInput) else 1)
    except KeyboardInterrupt:
        code = _say("Stopped.", 130)
    except Exception as error:
        if verbose:
            raise
        said = f"{type(error).__name__}: {error}"
        code = _say(f"Something unforeseen: {said}. ./supergraph --verbose shows where.", 1)
    sys.exit(code if isinstance(code, int) else 0)


def _say(sentence: str, code: int) -> int:
    err.print(sentence, highlight=False, markup=False, soft_wrap=True)
    return code


main()
