"""`python -m devstack`: the command-line program."""

from devstack.cli import main

main()
