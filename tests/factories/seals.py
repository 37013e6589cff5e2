"""A seal for which an invented authority vouches, as production must have one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.local.seal import make_seal


def make_vouched_seal(folder: Path) -> dict[str, str]:
    """Return the settings of a new seal in the folder."""
    key, certificate = folder / "vouched.key", folder / "vouched.crt"
    make_seal(key, certificate, name="Cơ quan mẫu")
    authority = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    mine = x509.load_pem_x509_certificate(certificate.read_bytes())
    issuer = x509.NameAttribute(NameOID.COMMON_NAME, "Tổ chức chứng thực mẫu")
    vouched = (
        x509.CertificateBuilder()
        .subject_name(mine.subject)
        .issuer_name(x509.Name([issuer]))
        .public_key(mine.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .sign(authority, hashes.SHA256())
    )
    certificate.write_bytes(vouched.public_bytes(serialization.Encoding.PEM))
    return {"RECEIPT_KEY": str(key), "RECEIPT_CERT": str(certificate)}
