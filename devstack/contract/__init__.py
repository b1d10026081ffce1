"""The contract with clients: what their released versions ask, and what that may cost."""
