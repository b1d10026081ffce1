"""Catalogue and stock."""
