"""The label says to the postman what he needs, and to nobody more."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from services.delivery.actions import hand_over
from services.delivery.labels import in_dong, render
from tests.factories.dossiers import Office
from tests.factories.post import COPIES, DECIDED, decided

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("connected")
def test_the_label_names_both_sides_and_the_money() -> None:
    office = Office(COPIES)
    dossier = decided(office, paid=False)
    hand_over(dossier, by=office.receptionist, at=DECIDED)
    parcel = dossier.shipments.get()
    parcel.item_code = "MC000000001VN"

    (page,) = PdfReader(BytesIO(render(parcel))).pages

    text = " ".join(page.extract_text().split())
    for said in (
        "BCCI",
        str(dossier.code),
        "MC000000001VN",
        office.agency.name,
        dossier.applicant_name,
        "12 đường Mẫu, Phường Bến Thành",
        "8.000 đ",
        "26.000 đ",
    ):
        assert said in text
    assert "@" not in text
    assert dossier.revision.procedure.name not in text
    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [105, 148]


def test_money_is_written_as_people_write_it() -> None:
    assert in_dong(1_234_000) == "1.234.000 đ"
