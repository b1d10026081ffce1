"""What a persisted operation is called; apart, because a manifest needs no dependencies."""

from hashlib import sha256


def operation_id(text: str) -> str:
    """The SHA-256 of exactly the text this client sends, in hexadecimal."""
    return sha256(text.encode()).hexdigest()
