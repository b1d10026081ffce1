"""Compiled execution answers what the ordinary one answers."""
