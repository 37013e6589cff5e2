"""Putting agencies and the demo's people into the database: idempotent and quick."""

from collections.abc import Iterable, Mapping
from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from accounts import demo, divisions
from accounts.divisions import TWO_LEVELS_FROM, Era
from accounts.models import Agency, Posting, User
from accounts.vietnamese import fold

CITY = "H29"
"""Hồ Chí Minh City in QĐ 20/2020/QĐ-TTg; the parts below are ours."""

BEGUN = date(2021, 1, 1)
LAST_OF_DISTRICTS = date(2025, 6, 30)


@transaction.atomic
def seed_agencies() -> int:
    """Write the agencies of both eras that are not there yet; return how many."""
    before = Agency.objects.count()
    city = _city()
    _add(_departments(city))
    _add(_districts(city))
    _add(_communes_2021())
    _add(_communes_2025(city))
    _link_successors()
    return Agency.objects.count() - before


def _city() -> Agency:
    name = "Ủy ban nhân dân Thành phố Hồ Chí Minh"
    city, new = Agency.objects.get_or_create(
        identifier=CITY,
        defaults={
            "name": name,
            "folded_name": fold(name),
            "level": Agency.Level.CITY,
            "division": divisions.CITY,
            "valid_from": BEGUN,
        },
    )
    if new:
        city.path = str(city.pk)
        city.save(update_fields=["path"])
    return city


def _agency(
    part: str,
    name: str,
    level: Agency.Level,
    *,
    parent: Agency,
    since: date = BEGUN,
    until: date | None = None,
    division: str = "",
) -> Agency:
    return Agency(
        identifier=f"{CITY}.{part}",
        name=name,
        folded_name=fold(name),
        level=level,
        parent=parent,
        division=division,
        valid_from=since,
        valid_to=until,
    )


def _add(agencies: Iterable[Agency]) -> None:
    """Insert what is missing, then write the paths, which need the keys."""
    wanted = list(agencies)
    Agency.objects.bulk_create(wanted, ignore_conflicts=True)
    added = list(
        Agency.objects.filter(
            identifier__in=[a.identifier for a in wanted], path=""
        ).select_related("parent")
    )
    for agency in added:
        assert agency.parent is not None
        agency.path = f"{agency.parent.path}.{agency.pk}"
    Agency.objects.bulk_update(added, ["path"])


def _departments(city: Agency) -> Iterable[Agency]:
    """Yield departments; one that exists in both eras is one agency."""
    data = divisions.departments()
    both = dict.fromkeys([*data["until_2025"], *data["since_2025"]])
    for number, name in enumerate(both, start=1):
        yield _agency(
            DEPARTMENT_PARTS.get(name, f"{number:02d}"),
            name,
            Agency.Level.DEPARTMENT,
            parent=city,
            since=BEGUN if name in data["until_2025"] else TWO_LEVELS_FROM,
            until=None if name in data["since_2025"] else LAST_OF_DISTRICTS,
        )


DEPARTMENT_PARTS: Mapping[str, str] = {"Sở Giáo dục và Đào tạo": "S12"}


def _districts(city: Agency) -> Iterable[Agency]:
    for district in divisions.districts(divisions.CITY):
        yield _agency(
            district.code,
            f"Ủy ban nhân dân {district.name}",
            Agency.Level.DISTRICT,
            parent=city,
            until=LAST_OF_DISTRICTS,
            division=district.code,
        )


def _communes_2021() -> Iterable[Agency]:
    """Yield the communes of 2021; many districts have a “Phường 1”, so both names."""
    parents = {
        a.division: a for a in Agency.objects.filter(level=Agency.Level.DISTRICT)
    }
    for district in divisions.districts(divisions.CITY):
        for ward in divisions.wards(Era.DISTRICTS, divisions.CITY, district.code):
            yield _agency(
                f"{district.code}.{ward.code}",
                f"Ủy ban nhân dân {ward.name}, {district.name}",
                Agency.Level.COMMUNE,
                parent=parents[district.code],
                until=LAST_OF_DISTRICTS,
                division=ward.code,
            )


def _communes_2025(city: Agency) -> Iterable[Agency]:
    for ward in divisions.wards(Era.TWO_LEVELS, divisions.CITY):
        yield _agency(
            ward.code,
            f"Ủy ban nhân dân {ward.name}",
            Agency.Level.COMMUNE,
            parent=city,
            since=TWO_LEVELS_FROM,
            division=ward.code,
        )


def _link_successors() -> None:
    communes = Agency.objects.filter(level=Agency.Level.COMMUNE)
    old = {a.division: a.pk for a in communes.filter(valid_to=LAST_OF_DISTRICTS)}
    new = {a.division: a.pk for a in communes.filter(valid_to=None)}
    through = Agency.successors.through
    through.objects.bulk_create(
        (
            through(from_agency_id=old[before], to_agency_id=new[after])
            for after, befores in divisions.formed_from().items()
            for before in befores
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def seed_demo_people() -> None:
    """Write the demo's people with their postings and second factors."""
    for person in demo.PEOPLE:
        if User.objects.filter(email=person.email).exists():
            continue
        user = User.objects.create_user(
            full_name=person.name,
            email=person.email,
            phone=person.phone or None,
            password=demo.PASSWORD,
        )
        EmailAddress.objects.create(
            user=user, email=person.email, verified=True, primary=True
        )
        if person.role:
            Posting.objects.create(
                user=user,
                agency=Agency.objects.get(identifier=person.agency),
                role=person.role,
                valid_from=BEGUN,
            )
        if person.secret and not Authenticator.objects.filter(user=user).exists():
            TOTP.activate(user, person.secret)
