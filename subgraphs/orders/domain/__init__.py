"""Orders: values, rules and outcomes; no framework."""
