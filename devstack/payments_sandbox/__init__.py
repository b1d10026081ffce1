"""A payment provider for development: a process of its own, with a ledger of its own on disk.

What a token does:

    tok_visa               accepts
    tok_declined           declines; another method may succeed
    tok_stolen             declines for good
    tok_lapses             accepts, and no longer holds the money when it is to be captured
    tok_slow_<seconds>     accepts after that many seconds
    tok_500_after          accepts, and answers 500 the first time
    tok_lies               answers that it accepted, and did not
    tok_noisy              accepts, and sends each webhook twice, and once more two seconds later
"""
