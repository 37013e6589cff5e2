"""The environment of a portal on one machine: what production must be told."""

import base64
import json
import secrets
from pathlib import Path

from portal.local import outside
from portal.local.seal import make_seal

SECRETS = ("SECRET_KEY", "SEALING_KEYS", "BLIND_INDEX_KEY")


def of_demo(data: Path, *, site: str, hosts: list[str]) -> dict[str, str]:
    """Return the demo's environment; its secrets are made once and kept in `data`."""
    kept = _kept_secrets(data / "secrets.json")
    return {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DEMO": "true",
        "HTTPS": "false",
        "JSON_LOGS": "false",
        "DATA_DIR": str(data),
        "STATIC_DIR": str(data / "static"),
        "MAIL_URL": (data / "mail").as_uri(),
        "SITE_URL": site,
        "ALLOWED_HOSTS": ",".join(hosts),
        **{name: kept[name] for name in SECRETS},
        **outside.environment_of(kept["VNPAY_SECRET"]),
        **_kept_seal(data),
    }


def of_tests(data: Path) -> dict[str, str]:
    """Return the environment of a test run; its keys are known to everybody."""
    key = base64.b64encode(b"known to everybody, for tests 32").decode()
    return {
        "DEMO": "false",
        "HTTPS": "false",
        "HASHED_STATIC": "false",
        "JSON_LOGS": "false",
        "LOG_LEVEL": "WARNING",
        "DATA_DIR": str(data),
        "STATIC_DIR": str(data / "static"),
        "MAIL_URL": (data / "mail").as_uri(),
        "SITE_URL": "http://testserver",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "SECRET_KEY": "known to everybody, for tests only, and long enough for it",
        "SEALING_KEYS": f"test:{key}",
        "BLIND_INDEX_KEY": key,
        **_kept_seal(data),
    }


def _kept_seal(data: Path) -> dict[str, str]:
    """Return the seal of receipts, self-made once: production refuses such a one."""
    key, certificate = data / "receipts.key", data / "receipts.crt"
    if not certificate.exists():
        data.mkdir(parents=True, exist_ok=True)
        make_seal(key, certificate, name="Một Cửa, dấu tự tạo, không có giá trị")
    return {"RECEIPT_KEY": str(key), "RECEIPT_CERT": str(certificate)}


def _kept_secrets(path: Path) -> dict[str, str]:
    """Return the secrets of the folder; what an older one lacks is made now."""
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    kept = {**_new_secrets(), **known}
    if kept != known:
        path.touch(mode=0o600)
        path.write_text(json.dumps(kept))
    return kept


def _new_secrets() -> dict[str, str]:
    key, index = (base64.b64encode(secrets.token_bytes(32)).decode() for _ in "ab")
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SEALING_KEYS": f"demo:{key}",
        "BLIND_INDEX_KEY": index,
        "VNPAY_SECRET": secrets.token_urlsafe(32),
    }
