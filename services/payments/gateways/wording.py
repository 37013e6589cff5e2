"""How times and sentences are written for providers."""

import re
import unicodedata
from datetime import datetime
from unicodedata import combining

from accounts.vietnamese import BARE
from services.payments.gateways.base import VIETNAM

INFO_LENGTH = 255


def local(at: datetime) -> str:
    """Return yyyyMMddHHmmss in Vietnam's time."""
    return f"{at.astimezone(VIETNAM):%Y%m%d%H%M%S}"


def plain(*words: str) -> str:
    """Return the words without diacritics and signs; hyphens stay, dots become them."""
    text = " ".join(words).replace(".", "-").translate(BARE)
    bare = (c for c in unicodedata.normalize("NFD", text) if not combining(c))
    return " ".join(re.sub(r"[^A-Za-z0-9-]+", " ", "".join(bare)).split())[:INFO_LENGTH]
