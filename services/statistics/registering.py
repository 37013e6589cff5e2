"""Writing into the registers: entries are added, corrected, taken out, never lost."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Agency, User
from accounts.permissions import Permission
from services.statistics.models import Entry, WorkFiles


class CannotEnter(Exception):
    """The entry cannot be written; the message says why and how to mend it."""

    def __init__(self, message: str, constraint: str = "") -> None:
        super().__init__(message)
        self.constraint = constraint
        """The name of the constraint that refused it; empty where none did."""


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
        raise _refused(entry, error) from error
    return entry


def _refused(entry: Entry, error: IntegrityError) -> CannotEnter:
    """Return what the broken constraint says to people; no other error is theirs."""
    for constraint in entry._meta.constraints:
        if constraint.name in str(error):
            return CannotEnter(str(constraint.violation_error_message), constraint.name)
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
    counts: Sequence[WorkFiles], *, by: User, at: datetime
) -> tuple[int, int]:
    """Write a sheet of counts: all of it or nothing; return how many new, corrected.

    A count that the register has already is left as it is, so the same sheet twice
    changes nothing. Raises CannotEnter like `enter`. Its queries do not grow with rows.
    """
    agencies = {count.agency_id for count in counts}
    mine = by.agencies_with(Permission.KEEP_REGISTERS)
    if not agencies <= set(mine.values_list("pk", flat=True)):
        raise CannotEnter(_("Ông/Bà không giữ sổ của cơ quan này."))
    current = WorkFiles.objects.filter(
        replaced_at=None,
        agency__in=agencies,
        month__in={count.month for count in counts},
    )
    known = {(e.agency_id, e.month): e for e in current.select_for_update()}
    fresh = [each for each in counts if _says_otherwise(each, known)]
    places = [(each.agency_id, each.month) for each in fresh]
    old = [known[place].pk for place in places if place in known]
    WorkFiles.objects.filter(pk__in=old).update(replaced_at=at, replaced_by=by)
    for count in fresh:
        count.entered_by, count.entered_at = by, at
    try:
        with transaction.atomic():
            WorkFiles.objects.bulk_create(fresh)
    except IntegrityError as error:
        raise _refused(fresh[0], error) from error
    return len(fresh) - len(old), len(old)


def _says_otherwise(
    count: WorkFiles, known: Mapping[tuple[int, date], WorkFiles]
) -> bool:
    mine = known.get((count.agency_id, count.month))
    return mine is None or (mine.online, mine.total) != (count.online, count.total)
