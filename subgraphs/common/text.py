"""What people write."""


def is_text(value: str, longest: int) -> bool:
    """Whether *value* can be stored and shown, and says something."""
    # Printable also keeps out NUL, which PostgreSQL cannot store.
    return len(value.strip()) >= 1 and len(value) <= longest and value.isprintable()
