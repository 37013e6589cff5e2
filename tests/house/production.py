"""The environment of a production that exists nowhere."""

import os
from pathlib import Path

from tests.factories.seals import make_vouched_seal

KEY = "ZGVwbG95IGNoZWNrIG9ubHksIDMyIGJ5dGVzIG9rLiE="
PRODUCTION = {
    "ALLOWED_HOSTS": "dichvucong.mau.test",
    "BLIND_INDEX_KEY": KEY,
    "CLAMD_URL": "tcp://clamd:3310",
    "DATABASE_POOL": "true",
    "DATABASE_URL": os.environ["DATABASE_URL"],
    "MAIL_URL": "smtps://portal:secret@mail.mau.test",
    "REDIS_URL": "redis://valkey:6379/0",
    **make_vouched_seal(Path(os.environ["DATA_DIR"])),
    "S3_BUCKET": "mot-cua",
    "SEALING_KEYS": f"2026:{KEY}",
    "SECRET_KEY": "a-key-for-the-deploy-check-alone-7Ykq2mV9xZt4LrW8sBn3Hc6Jd",
    "SITE_URL": "https://dichvucong.mau.test",
}
