"""Users: values, rules and outcomes; no framework."""
