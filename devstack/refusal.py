"""What the launcher says when it cannot go on."""


class Refusal(Exception):
    """One clear sentence: what happened, and what to do. Shown without a traceback."""


class WrongInput(Refusal):
    """The command line asks for something that cannot be; exit code 2."""
