"""Codes of authenticator apps (RFC 6238) by pyotp, and the picture that brings the secret into one by segno."""

from __future__ import annotations

import hmac
from datetime import datetime

from chalicelib.domain.signing_in import step_of

ISSUER = "Live Chat"
QUIET_MODULES = 4  # the white frame that readers need
# Clocks differ, and typing takes time: the step before and the one after are good as well (RFC 6238, 5.2).
_TOLERANCE = (0, -1, 1)


def new_secret() -> str:
    """160 random bits in base 32, as apps take them."""
    import pyotp  # here, as all in this module: only two-step sign-in needs it

    return pyotp.random_base32()


def uri(secret: str, email: str) -> str:
    """What the picture says: an otpauth address with secret, account and issuer."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The half minute that a code is for, None where it is for none of those that count now."""
    import pyotp

    totp, current = pyotp.TOTP(secret), step_of(now)
    steps = [current + away for away in _TOLERANCE if _equal(totp.generate_otp(current + away), code)]
    return steps[0] if steps else None


def picture(text: str) -> dict[str, object]:
    """A QR code as one SVG path: `size` is the edge of its square view box in modules, with the white frame."""
    import segno

    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=QUIET_MODULES)]
    path = [f"M{at} {down}h{length}v1h-{length}z" for down, row in enumerate(rows) for at, length in _runs(row)]
    return {"size": len(rows), "path": "".join(path)}


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Where dark modules stand together: the first of each run, and how many they are."""
    starts = [at for at, dark in enumerate(row) if dark and (at == 0 or not row[at - 1])]
    return [(at, next((n for n, dark in enumerate(row[at:]) if not dark), len(row) - at)) for at in starts]


def _equal(right: str, code: str) -> bool:
    return hmac.compare_digest(right.encode(), code.encode())
