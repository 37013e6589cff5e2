"""Signatures in PDF files (PAdES baseline B), made and examined by pyHanko.

The signing library weighs a second and several megabytes, so it is read when first
asked for; this is its one adapter.
"""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from cryptography import x509

FIELD = "ChuKySo"


class NotSigned(Exception):
    """The file carries no signature that can be read."""


class NoSeal(Exception):
    """There is no key and certificate to sign with."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a file's signature says: intact, over the whole file, by this certificate.

    `is_ours` compares with the certificate that the portal signs with now.
    """

    is_intact: bool
    is_ours: bool
    signer: str


def sign(pdf: bytes, *, key: Path, certificate: Path, reason: str) -> bytes:
    """Return the PDF with an invisible signature; raises NoSeal."""
    library = _library()
    signer = _signer(key, certificate)
    description = library.signers.PdfSignatureMetadata(
        field_name=FIELD,
        reason=reason,
        md_algorithm="sha256",
        subfilter=library.fields.SigSeedSubFilter.PADES,
    )
    out = io.BytesIO()
    _apart(
        library.signers.PdfSigner(description, signer).sign_pdf,
        library.writer.IncrementalPdfFileWriter(io.BytesIO(pdf)),
        output=out,
    )
    return out.getvalue()


def examine(pdf: bytes, *, certificate: Path) -> Signature:
    """Say whether the file is as it was signed; raises NotSigned.

    A file with anything added after the signature counts as changed.
    """
    library = _library()
    ours = library.keys.load_cert_from_pemder(str(certificate))
    trusted = library.certificates.ValidationContext(trust_roots=[ours])
    try:
        (mine,) = library.reader.PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        status = _apart(library.validation.validate_pdf_signature, mine, trusted)
        covers_all = status.coverage.name == "ENTIRE_FILE"
        signer = mine.signer_cert
    # Whoever asks uploads any bytes whatever, and the library fails in many ways.
    except Exception as problem:
        raise NotSigned from problem
    return Signature(
        is_intact=bool(status.intact and status.valid and covers_all),
        is_ours=signer.dump() == ours.dump(),
        signer=signer.subject.human_friendly,
    )


def _apart(work: Callable[..., Any], *values: Any, **named: Any) -> Any:
    """Do it in a thread of its own: the library runs a loop, which no loop may hold."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, *values, **named).result()


def is_self_made(certificate: Path) -> bool:
    """Say whether nobody but its own key vouches for the certificate."""
    made = x509.load_pem_x509_certificate(certificate.read_bytes())
    return made.issuer == made.subject


def _signer(key: Path, certificate: Path) -> Any:
    if not (key.is_file() and certificate.is_file()):
        raise NoSeal("RECEIPT_KEY and RECEIPT_CERT name no files.")
    loaded = _library().signers.SimpleSigner.load(str(key), str(certificate))
    if loaded is None:
        raise NoSeal("RECEIPT_KEY and RECEIPT_CERT cannot be read as PEM.")
    return loaded


@cache
def _library() -> Any:
    import pyhanko_certvalidator  # noqa: PLC0415
    from pyhanko import keys  # noqa: PLC0415
    from pyhanko.pdf_utils import incremental_writer, reader  # noqa: PLC0415
    from pyhanko.sign import fields, signers, validation  # noqa: PLC0415

    return SimpleNamespace(
        certificates=pyhanko_certvalidator,
        fields=fields,
        keys=keys,
        reader=reader,
        signers=signers,
        validation=validation,
        writer=incremental_writer,
    )
