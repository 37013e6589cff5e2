"""Answering a request: the whole list on one page, and only that can be changed."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from services.documents.models import Document, Verdict
from services.dossiers import actions
from services.dossiers.actions import FaultFound
from services.dossiers.models import Dossier, Fault
from services.dossiers.states import State
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.dossiers import BIRTH, WHEN, Office
from tests.factories.meanwhile import meanwhile
from tests.services.dossiers.test_life import a_document, pdf

pytestmark = pytest.mark.django_db


class Asked:
    """A parent who was asked for a better paper and another name."""

    def __init__(self) -> None:
        self.user: User = make_citizen()
        self.client: Client = sign_in(self.user)
        self.office = office = Office(BIRTH)
        draft = office.draft(self.user, answers={"giay_chung_sinh": "giay"})
        actions.attach(
            draft,
            a_document(self.user),
            by=self.user,
            at=WHEN,
            requirement="giay_chung_sinh",
        )
        Document.objects.update(verdict=Verdict.CLEAN)
        filed = actions.submit(draft, by=self.user, at=WHEN)
        taken = actions.receive(
            filed, by=office.receptionist, at=WHEN + timedelta(hours=1)
        )
        begun = actions.forward(
            taken, by=office.receptionist, at=WHEN + timedelta(hours=2)
        )
        self.dossier: Dossier = actions.ask_supplement(
            begun,
            by=office.officer,
            at=WHEN + timedelta(hours=3),
            faults=[
                FaultFound(Fault.Target.DOCUMENT, "giay_chung_sinh", "Ảnh mờ"),
                FaultFound(Fault.Target.QUESTION, "con_ho_ten", "Thiếu chữ đệm"),
            ],
        )
        self.path = reverse("citizen:supplement", args=[self.dossier.public_id])

    def post(self, **data: Any) -> Any:
        return self.client.post(self.path, data)


def test_every_fault_is_listed_with_its_reason_and_only_these_are_asked() -> None:
    asked = Asked()

    page = asked.client.get(asked.path)

    text = page.content.decode()
    assert "Ảnh mờ" in text
    assert "Thiếu chữ đệm" in text
    assert [q.key for q in page.context["form"].questions] == ["con_ho_ten"]


def test_every_fault_leads_to_where_it_is_mended() -> None:
    page = (asked := Asked()).client.get(asked.path).content.decode()

    for place in ("giay_chung_sinh", "id_con_ho_ten_field"):
        assert f'href="#{place}"' in page
        assert f'id="{place}"' in page


def test_while_the_office_waits_it_is_the_citizens_turn_and_no_date_is_promised() -> (
    None
):
    asked = Asked()

    page = asked.client.get(
        reverse("citizen:dossier", args=[asked.dossier.public_id])
    ).content.decode()

    assert "Tính lại khi hết tạm dừng" in page
    turn = page[page.index("Chờ Ông/Bà bổ sung") :]
    assert turn.index("Ông/Bà · trước") < turn.index("timeline-past")


def test_files_come_first_and_what_is_typed_stays() -> None:
    asked = Asked()

    answer = asked.post(
        **{"tep-giay_chung_sinh": pdf("ro-hon.pdf"), "con_ho_ten": "Lê Văn Gõ Dở"}
    )

    assert answer.status_code == 200
    assert "ro-hon.pdf" in answer.content.decode()
    assert "Lê Văn Gõ Dở" in answer.content.decode()


def test_the_answer_sends_the_dossier_back_to_the_office() -> None:
    asked = Asked()

    sent = asked.post(
        **{"tep-giay_chung_sinh": pdf("ro-hon.pdf"), "con_ho_ten": "Lê Văn Bé Mẫu"},
        gui="1",
    )

    asked.dossier.refresh_from_db()
    assert sent.status_code == 302
    assert asked.dossier.state == State.IN_PROGRESS
    assert asked.dossier.answers["con_ho_ten"] == "Lê Văn Bé Mẫu"


def test_a_paper_that_was_not_replaced_is_asked_for() -> None:
    asked = Asked()

    answer = asked.post(con_ho_ten="Lê Văn Bé Mẫu", gui="1")

    assert answer.status_code == 422
    assert 'href="#giay_chung_sinh"' in answer.content.decode()
    assert "Lê Văn Bé Mẫu" in answer.content.decode()


def test_a_refused_file_is_named_and_nothing_is_sent() -> None:
    asked = Asked()
    exe = SimpleUploadedFile("phan-mem.pdf", b"MZ an exe renamed")

    answer = asked.post(
        **{"tep-giay_chung_sinh": exe, "con_ho_ten": "Lê Văn Bé"}, gui="1"
    )

    asked.dossier.refresh_from_db()
    assert answer.status_code == 422
    assert "phan-mem.pdf" in answer.content.decode()
    assert asked.dossier.state == State.SUPPLEMENT_DUE


def test_without_a_request_there_is_nothing_to_supply() -> None:
    citizen = make_citizen()
    filed = Office().submitted(citizen)

    answer = sign_in(citizen).get(reverse("citizen:supplement", args=[filed.public_id]))

    assert answer["Location"] == reverse("citizen:dossier", args=[filed.public_id])


def test_what_the_first_answer_settled_a_second_one_cannot_change() -> None:
    asked = Asked()
    again = {"con_ho_ten": "Lê Văn Bé Mẫu", "gui": "1"}
    asked.post(**{"tep-giay_chung_sinh": pdf()}, **again)

    second = asked.post(**again | {"con_ho_ten": "Tên Khác Mẫu"})

    asked.dossier.refresh_from_db()
    assert second.status_code == 302
    assert asked.dossier.answers["con_ho_ten"] == "Lê Văn Bé Mẫu"


def test_an_office_that_was_faster_is_told_of_and_nothing_is_sent() -> None:
    asked = Asked()

    def stop() -> None:
        actions.stop(
            asked.dossier,
            by=asked.office.leader,
            at=WHEN + timedelta(hours=4),
            reason="Hồ sơ trùng.",
        )

    asked.post(**{"tep-giay_chung_sinh": pdf()})
    with meanwhile(stop):
        answer = asked.post(con_ho_ten="Lê Văn Bé Mẫu", gui="1")

    assert answer.status_code == 422
    assert "Lê Văn Bé Mẫu" in answer.content.decode()
