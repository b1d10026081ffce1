"""Signed webhooks, as Stripe signs them and the sandbox too: HMAC-SHA256 over time and body."""

import stripe

from subgraphs.common.errors import Forbidden

# A webhook that is older than this when it arrives may have been recorded and sent again.
TOLERANCE_SECONDS = 300


def verify(body: bytes, signature: str, secret: str) -> None:
    """Raises Forbidden unless *signature* is this secret's over *body*, and recent."""
    try:
        stripe.WebhookSignature.verify_header(
            body.decode(), signature, secret, tolerance=TOLERANCE_SECONDS
        )
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        raise Forbidden("The signature of this webhook does not hold.") from None
