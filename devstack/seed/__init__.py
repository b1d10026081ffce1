"""The demo shop: what a fresh stack is filled with."""
