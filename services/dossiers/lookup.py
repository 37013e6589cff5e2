"""The two secrets that show a dossier's progress to whoever holds its paper.

Both are derived from the dossier's random id with a key of the server, so nothing is
stored and every copy of the receipt can print them again. Running numbers can be
guessed (date and four digits); these cannot.
"""

import base64
import hmac
from uuid import UUID

from accounts.sealing import blind_index

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Thirty-two signs without 0/O and 1/I, which people confuse."""

LENGTH = 8


def secret_of(public_id: UUID) -> str:
    """Return the eight signs printed on the receipt."""
    return signs_of(public_id, purpose="dossier-look-up")


def signs_of(public_id: UUID, *, purpose: str) -> str:
    """Return eight signs (forty bits) for whoever holds the paper of the thing."""
    key = blind_index(str(public_id), purpose=purpose)
    number = int.from_bytes(key[:5], "big")
    signs = [ALPHABET[number >> 5 * place & 31] for place in range(LENGTH)]
    return "".join(signs)


def is_secret_of(public_id: UUID, typed: str) -> bool:
    """Compare what was typed, in constant time, forgiving case, spaces and hyphens."""
    return are_signs(secret_of(public_id), typed)


def are_signs(signs: str, typed: str) -> bool:
    """Compare what was typed with the signs, in constant time."""
    bare = "".join(c for c in typed.upper() if c.isalnum())
    return hmac.compare_digest(signs.encode(), bare.encode())


def token_of(public_id: UUID) -> str:
    """Return the long random-looking token that the QR code carries (144 bits)."""
    key = blind_index(str(public_id), purpose="dossier-qr")
    return base64.urlsafe_b64encode(key[:18]).decode()


def is_token_of(public_id: UUID, token: str) -> bool:
    """Compare a token from a QR code in constant time."""
    return hmac.compare_digest(token_of(public_id).encode(), token.encode())
