"""What people write."""

import re

# An address is proved by mail, not by a pattern; this only refuses what cannot be one.
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")


def is_text(value: str, longest: int) -> bool:
    """Whether *value* can be stored and shown, and says something."""
    # Printable also keeps out NUL, which PostgreSQL cannot store.
    return len(value.strip()) >= 1 and len(value) <= longest and value.isprintable()


def is_email(value: str) -> bool:
    """Whether *value* has the shape of an e-mail address, and can be stored and shown."""
    # Half characters and control characters are not printable.
    return _EMAIL.fullmatch(value) is not None and value.isprintable()
