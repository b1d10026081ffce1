"""Placing orders exactly once, and reading them back."""
