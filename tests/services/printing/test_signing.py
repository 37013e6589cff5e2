"""A signed paper: intact as long as nobody touched a byte, ours by its certificate."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfWriter

from portal.local.seal import make_seal
from services.printing import rendering, signing
from services.printing.papers import Paper
from services.printing.signing import NoSeal, NotSigned, examine, sign

BLANK = Paper(
    agency="UBND Phường Mẫu",
    title="Biên lai thu phí",
    code="H99.1-260302-0001",
    made_at=datetime(2026, 3, 2, 10, tzinfo=UTC),
)


class Seal:
    """A key and its certificate in a folder of their own."""

    def __init__(self, folder: Path, name: str = "Cơ quan mẫu") -> None:
        folder.mkdir()
        self.key, self.certificate = folder / "seal.key", folder / "seal.crt"
        make_seal(self.key, self.certificate, name=name)

    def sign(self, pdf: bytes) -> bytes:
        return sign(pdf, key=self.key, certificate=self.certificate, reason="Thử")


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return Seal(tmp_path_factory.mktemp("seals") / "ours")


@pytest.fixture(scope="module")
def signed(seal: Seal) -> bytes:
    return seal.sign(rendering.render(BLANK))


def test_a_signed_paper_is_intact_and_ours(seal: Seal, signed: bytes) -> None:
    said = examine(signed, certificate=seal.certificate)

    assert said.is_intact
    assert said.is_ours
    assert "Cơ quan mẫu" in said.signer


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5])
def test_one_flipped_byte_is_not_intact(
    seal: Seal, signed: bytes, place: float
) -> None:
    changed = bytearray(signed)
    changed[int(len(rendering.render(BLANK)) * place)] ^= 1

    try:
        said = examine(bytes(changed), certificate=seal.certificate)
    except NotSigned:
        return
    assert not said.is_intact


def test_something_added_after_the_signature_is_not_intact(
    seal: Seal, signed: bytes
) -> None:
    writer = PdfWriter(io.BytesIO(signed), incremental=True)
    writer.add_metadata({"/Subject": "Thêm vào sau"})
    out = io.BytesIO()
    writer.write(out)

    assert out.getvalue().startswith(signed)
    assert not examine(out.getvalue(), certificate=seal.certificate).is_intact


def test_a_paper_of_somebody_else_is_intact_but_not_ours(
    seal: Seal, tmp_path: Path
) -> None:
    other = Seal(tmp_path / "other", "Kẻ giả mạo mẫu")
    forged = other.sign(rendering.render(BLANK))

    said = examine(forged, certificate=seal.certificate)

    assert said.is_intact
    assert not said.is_ours


@pytest.mark.parametrize("content", [b"", b"not a PDF", rendering.render(BLANK)])
def test_what_is_not_signed_is_said_so(seal: Seal, content: bytes) -> None:
    with pytest.raises(NotSigned):
        examine(content, certificate=seal.certificate)


def test_nothing_is_signed_without_a_key(seal: Seal, tmp_path: Path) -> None:
    absent, broken = tmp_path / "absent", tmp_path / "broken"
    broken.write_text("no PEM")
    for key in (absent, broken):
        with pytest.raises(NoSeal):
            sign(b"", key=key, certificate=seal.certificate, reason="Thử")


def test_a_seal_of_its_own_making_is_known_as_such(seal: Seal) -> None:
    assert signing.is_self_made(seal.certificate)
    assert seal.key.stat().st_mode & 0o077 == 0
