"""Who may read and do what: one committed table, and every way to it tried. See docs/access.md."""
