"""Compiled execution answers what the ordinary one answers; on purpose nothing else is proved here."""
