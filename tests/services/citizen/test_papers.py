"""Papers of a filing: sent, refused with a sentence, listed, taken out, fetched."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from services.documents.actions import LARGEST
from services.documents.models import Document, Verdict
from services.dossiers.models import Dossier
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.dossiers import BIRTH, DIPLOMA, Office
from tests.services.dossiers.test_life import pdf

pytestmark = pytest.mark.django_db


class Filer:
    """A parent with a complete draft of a birth registration, at its papers."""

    def __init__(self) -> None:
        self.user: User = make_citizen()
        self.client: Client = sign_in(self.user)
        self.draft: Dossier = Office(BIRTH).draft(
            self.user, answers={"giay_chung_sinh": "giay"}
        )
        self.page = reverse("citizen:papers", args=[self.draft.public_id])
        document = self.client.get(self.page).context["rows"][0]["document"]
        self.field = f"tep-{document.key}"

    def send(self, *files: SimpleUploadedFile, onwards: bool = False) -> object:
        data = {self.field: list(files), **({"tiep": "1"} if onwards else {})}
        return self.client.post(self.page, data)


def test_files_are_kept_and_listed_with_size_and_pages() -> None:
    filer = Filer()

    filer.send(pdf("giấy chứng sinh.pdf"), pdf("trang hai.pdf"))
    page = filer.client.get(filer.page).content.decode()

    assert "giấy chứng sinh.pdf" in page
    assert "trang hai.pdf" in page
    assert "1 trang" in page
    assert filer.draft.papers.count() == 2


def test_with_the_files_one_goes_on_to_the_review() -> None:
    filer = Filer()

    answer = filer.send(pdf("a.pdf"), onwards=True)

    review = reverse("citizen:review", args=[filer.draft.public_id])
    assert answer["Location"] == review  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("phần-mềm.pdf", b"MZ\x90\x00 an exe renamed", "PDF"),
        ("to.pdf", b"%PDF-1.4" + b"0" * (30 << 20), "MB"),
        ("rong.pdf", b"", ""),
    ],
    ids=["exe", "30 MB", "empty"],
)
def test_a_file_that_cannot_be_taken_is_named_with_the_reason(
    name: str, content: bytes, sentence: str
) -> None:
    filer = Filer()

    answer = filer.send(SimpleUploadedFile(name, content), pdf("tot.pdf"))

    page = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert f"{name}: " in page
    assert sentence in page
    assert "tot.pdf" in page  # what was right is kept
    assert len(content) > LARGEST or Document.objects.count() == 1


def test_a_paper_is_taken_out_again() -> None:
    filer = Filer()
    filer.send(pdf("nham.pdf"))
    paper = filer.draft.papers.get()

    filer.client.post(reverse("citizen:detach", args=[filer.draft.public_id, paper.pk]))

    assert "nham.pdf" not in filer.client.get(filer.page).content.decode()


def test_a_paper_of_a_filed_dossier_stays() -> None:
    filer = Filer()
    filer.send(pdf("chung-sinh.pdf"))
    Document.objects.update(verdict=Verdict.CLEAN)
    review = reverse("citizen:review", args=[filer.draft.public_id])
    filer.client.post(review, {"declared": "on"})
    filer.draft.refresh_from_db()
    assert not filer.draft.is_draft
    paper = filer.draft.papers.get()

    path = reverse("citizen:detach", args=[filer.draft.public_id, paper.pk])

    assert filer.client.post(path).status_code == 404
    assert filer.draft.papers.current().count() == 1


def test_a_procedure_without_papers_goes_straight_to_the_review() -> None:
    citizen = make_citizen()
    draft = Office(DIPLOMA).draft(citizen)
    client = sign_in(citizen)

    answer = client.get(reverse("citizen:papers", args=[draft.public_id]))

    assert answer["Location"] == reverse("citizen:review", args=[draft.public_id])


def test_a_file_is_handed_out_to_its_owner_alone_and_only_once_it_is_clean() -> None:
    filer = Filer()
    filer.send(pdf("cua-toi.pdf"))
    document = filer.draft.papers.get().document
    path = reverse("citizen:document", args=[filer.draft.public_id, document.public_id])

    Document.objects.update(verdict=Verdict.PENDING)
    assert filer.client.get(path).status_code == 404
    Document.objects.update(verdict=Verdict.CLEAN)
    mine = filer.client.get(path)

    assert mine.status_code == 200
    assert "attachment" in mine["Content-Disposition"]
    assert "sandbox" in mine["Content-Security-Policy"]
    assert sign_in(make_citizen()).get(path).status_code == 404


def test_an_unknown_slip_does_not_exist() -> None:
    citizen = make_citizen()
    filed = Office(DIPLOMA).submitted(citizen)
    client = sign_in(citizen)

    for slip in ("giay-hen", "khong-co"):
        path = reverse("citizen:slip", args=[filed.public_id, slip])
        assert client.get(path).status_code == 404
    other = reverse("citizen:slip", args=[uuid4(), "xac-nhan"])
    assert client.get(other).status_code == 404
