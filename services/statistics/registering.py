"""Writing into the registers: entries are added, corrected, taken out, never lost."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Agency, User
from accounts.permissions import Permission
from services.statistics.models import Entry, WorkFiles


class CannotEnter(Exception):
    """The entry cannot be written; the message says why and how to mend it."""


def may_enter(user: User, entry: Entry) -> bool:
    """Say whether the person keeps the register that the entry belongs to.

    What names an agency is kept there or above it; the rest by whoever keeps the
    registers of the whole portal, at an agency without one above it.
    """
    mine = user.agencies_with(Permission.KEEP_REGISTERS)
    agency: Agency | None = getattr(entry, "agency", None)
    if agency is None:
        return mine.filter(parent=None).exists()
    return mine.filter(pk=agency.pk).exists()


@transaction.atomic
def enter[E: Entry](
    entry: E, *, by: User, at: datetime, instead_of: E | None = None
) -> E:
    """Write an entry, in the place of another one where one is given.

    Raises CannotEnter where the person does not keep the register, where somebody else
    has corrected the old entry meanwhile, or where the register has such an entry.
    """
    if not may_enter(by, entry):
        raise CannotEnter(_("Ông/Bà không giữ sổ của cơ quan này."))
    if instead_of is not None:
        take_out(instead_of, by=by, at=at)
    entry.pk = None
    entry.entered_by, entry.entered_at = by, at
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        raise CannotEnter(_sentence(entry, error)) from error
    return entry


def _sentence(entry: Entry, error: IntegrityError) -> str:
    """Return what the broken constraint says to people."""
    for constraint in entry._meta.constraints:
        if constraint.name in str(error):
            return str(constraint.violation_error_message)
    raise error


@transaction.atomic
def take_out[E: Entry](entry: E, *, by: User, at: datetime) -> E:
    """Take an entry out of its register; it stays readable as what was said once.

    Raises CannotEnter where the person does not keep the register or it is out already.
    """
    if not may_enter(by, entry):
        raise CannotEnter(_("Ông/Bà không giữ sổ của cơ quan này."))
    mine = type(entry)._default_manager.filter(pk=entry.pk, replaced_at=None)
    if not mine.update(replaced_at=at, replaced_by=by):
        raise CannotEnter(
            _("Dòng này vừa được người khác sửa. Hãy mở lại sổ để xem dòng mới.")
        )
    entry.replaced_at, entry.replaced_by = at, by
    return entry


@transaction.atomic
def enter_work_files(
    counts: Iterable[WorkFiles], *, by: User, at: datetime
) -> tuple[int, int]:
    """Write a sheet of counts: all of it or nothing; return how many new, corrected.

    A count that the register has already is left as it is, so the same sheet twice
    changes nothing. Raises CannotEnter like `enter`.
    """
    new = corrected = 0
    for count in counts:
        known = WorkFiles.objects.filter(
            agency=count.agency, month=count.month, replaced_at=None
        ).first()
        if known and (known.online, known.total) == (count.online, count.total):
            continue
        enter(count, by=by, at=at, instead_of=known)
        new, corrected = new + (known is None), corrected + (known is not None)
    return new, corrected
