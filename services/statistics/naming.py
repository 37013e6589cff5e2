"""How agencies are named in tables and pictures, and in which order they stand."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import Agency
from accounts.vietnamese import title_sort_key

COMMITTEE = "Ủy ban nhân dân "


def listed(agencies: Iterable[Agency]) -> list[Agency]:
    """Return the agencies by their names, as a Vietnamese reader looks for them."""
    return sorted(agencies, key=lambda each: (title_sort_key(each.name), each.pk))


def named(agency: Agency, last: date) -> str:
    """Return its name, with its last day where it was gone before the period ended."""
    if not _is_gone(agency, last):
        return agency.name
    until = f"{agency.valid_to:%d/%m/%Y}"
    return _("%(name)s (đến %(day)s)") % {"name": agency.name, "day": until}


def drawn_names(agencies: Iterable[Agency], last: date) -> dict[str, str]:
    """Return by the name of `named` the one that a picture has room for.

    Of a committee that is its place, all else being alike; until when an agency was
    there is said by the table and the picture's title.
    """
    return {named(each, last): _drawn(each, last) for each in agencies}


def _drawn(agency: Agency, last: date) -> str:
    place = agency.name.removeprefix(COMMITTEE)
    return _("%(name)s (cũ)") % {"name": place} if _is_gone(agency, last) else place


def _is_gone(agency: Agency, last: date) -> bool:
    return agency.valid_to is not None and agency.valid_to < last
