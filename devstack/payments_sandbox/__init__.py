"""A payment provider for development: a process of its own, with a ledger of its own on disk.

What a token does:

    tok_visa               accepts
    tok_declined           declines; another method may succeed
    tok_stolen             declines for good
    tok_slow_<seconds>     accepts after that many seconds
"""
