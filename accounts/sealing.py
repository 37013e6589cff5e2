"""Personal data at rest: sealed with AES-256-GCM, found by a blind index.

Every value has its own data key, wrapped by the current master key (an envelope), so
a master key can be replaced without touching old values as long as the old one is
still listed. The context (`table|uuid|field`) is authenticated: a sealed value copied
to another row or field does not open (security rule 56).

Layout: version (1) · key id (1+n) · wrap nonce (12) · wrapped key (48) · nonce (12) ·
ciphertext with tag.
"""

import hashlib
import hmac
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = 1
NONCE, KEY, WRAPPED = 12, 32, 48


class BrokenSeal(Exception):
    """The value was changed, moved, or sealed with a key that is no longer listed."""


def seal(plain: bytes, *, context: str) -> bytes:
    """Seal the bytes for the context with the current master key."""
    key_id, master = next(iter(settings.SEALING_KEYS.items()))
    name = key_id.encode()
    data_key, wrap_nonce, nonce = os.urandom(KEY), os.urandom(NONCE), os.urandom(NONCE)
    bound = context.encode()
    return b"".join(
        (
            bytes((VERSION, len(name))),
            name,
            wrap_nonce,
            AESGCM(master).encrypt(wrap_nonce, data_key, bound),
            nonce,
            AESGCM(data_key).encrypt(nonce, plain, bound),
        )
    )


def unseal(sealed: bytes, *, context: str) -> bytes:
    """Return the bytes; raises BrokenSeal where anything does not fit."""
    try:
        version, length = sealed[0], sealed[1]
        name = sealed[2 : 2 + length].decode()
        if version != VERSION:
            raise BrokenSeal(f"Unknown version {version}.")
        rest = sealed[2 + length :]
        bound = context.encode()
        wrap_nonce, rest = rest[:NONCE], rest[NONCE:]
        wrapped, rest = rest[:WRAPPED], rest[WRAPPED:]
        master = settings.SEALING_KEYS[name]
        data_key = AESGCM(master).decrypt(wrap_nonce, wrapped, bound)
        return AESGCM(data_key).decrypt(rest[:NONCE], rest[NONCE:], bound)
    except (InvalidTag, KeyError, IndexError, ValueError) as problem:
        raise BrokenSeal(context) from problem


def seal_json(value: Any, *, context: str) -> bytes:
    """Seal a JSON value."""
    return seal(json.dumps(value, ensure_ascii=False).encode(), context=context)


def unseal_json(sealed: bytes, *, context: str) -> Any:
    """Return a sealed JSON value; raises BrokenSeal."""
    return json.loads(unseal(sealed, context=context))


def blind_index(value: str, *, purpose: str) -> bytes:
    """Return the keyed hash by which an exact value is found, 32 bytes.

    Values of different purposes (`citizen-number`, `phone`) never meet.
    """
    message = f"{purpose}\x00{value}".encode()
    return hmac.digest(settings.BLIND_INDEX_KEY, message, hashlib.sha256)
