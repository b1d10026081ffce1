"""What the commands read from and write to a terminal."""

from datetime import date

from rich.console import Console

from devstack.refusal import WrongInput

out = Console()


def say(line: str) -> None:
    """One line, as it is."""
    out.print(line, highlight=False, markup=False, soft_wrap=True)


def day(text: str) -> date:
    """A date as people type it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongInput(f"A date is YYYY-MM-DD; {text} is not.") from None
