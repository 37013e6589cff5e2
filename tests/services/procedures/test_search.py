"""Finding a procedure the way people ask for it."""

import pytest

from services.procedures import search
from services.procedures.models import Procedure, Sector
from services.procedures.seeding import seed_catalogue
from tests.factories.dossiers import WHEN

pytestmark = pytest.mark.django_db

TEMPORARY, BIRTH, PERMIT = "1.004194", "1.001193", "1.013225"


@pytest.fixture(autouse=True)
def _catalogue() -> None:
    seed_catalogue(WHEN)


def found(query: str) -> list[str]:
    procedures = search.find(query, among=Procedure.objects.published())
    return list(procedures.values_list("code", flat=True))


ASKED = {
    "dk tam tru can j z": TEMPORARY,
    "Đăng ký tạm trú": TEMPORARY,
    "dang ky tam t": TEMPORARY,
    "dang ki tam tru": TEMPORARY,
    "gks cho be": BIRTH,
    "lam giay khai sinh can gi vay": BIRTH,
    "giay khai sinhh": BIRTH,
    "gpxd": PERMIT,
    "xin giay phep xay dung nha o": PERMIT,
    "1.013225": PERMIT,
    "doi bang lai xe": "3.000347",
    "ly lich tu phap": "3.000333",
}


def test_the_procedure_meant_is_among_the_first_three() -> None:
    missed = [query for query, code in ASKED.items() if code not in found(query)[:3]]

    assert missed == []


def test_a_code_finds_its_procedure_first() -> None:
    assert all(found(code)[0] == code for code in (TEMPORARY, BIRTH, PERMIT))


def test_where_enough_is_found_by_its_words_nothing_merely_alike_is_added() -> None:
    words = search.read("khai sinh").words
    codes = found("khai sinh")

    assert len(codes) >= search.ENOUGH
    for procedure in Procedure.objects.filter(code__in=codes):
        assert all(word in procedure.folded for word in words)


def test_without_a_word_everything_is_listed_the_common_first() -> None:
    common = set(
        Procedure.objects.filter(is_common=True).values_list("code", flat=True)
    )

    for query in ("", "   ", "?!", "…"):
        codes = found(query)
        assert len(codes) == Procedure.objects.count()
        assert set(codes[: len(common)]) == common


def test_small_talk_alone_is_what_is_looked_for() -> None:
    assert search.read("cho em hoi").words == ("cho", "em", "hoi")
    assert search.read("cho em hoi khai sinh").words == ("khai", "sinh")


SIGNS = ("' | !x & (", "khai' & sinh:*", "a" * 5000, "\\", "%_%", "khai <-> sinh")


def test_no_sign_of_a_query_is_an_operator() -> None:
    for query in SIGNS:
        words = search.read(query).words
        assert all(word.replace(".", "").isalnum() for word in words)
        assert len(found(query)) <= Procedure.objects.count()


def test_nothing_alike_finds_nothing() -> None:
    assert found("zzzzqqqq xxwwyy") == []


def test_sectors_stand_where_the_alphabet_has_them() -> None:
    made = [f"Lĩnh vực {name}" for name in ("Đường", "Hộ", "Đất", "An", "Xây", "Cấp")]
    for number, name in enumerate(made):
        Sector.objects.create(key=f"mau-{number}", name=name)

    names = Sector.objects.filter(name__in=made).in_order()

    words = [sector.name.removeprefix("Lĩnh vực ") for sector in names]
    assert words == ["An", "Cấp", "Đất", "Đường", "Hộ", "Xây"]
