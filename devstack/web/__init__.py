"""Serves the built pages of clients/ on this machine."""
