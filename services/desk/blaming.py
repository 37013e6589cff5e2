"""Which field of a register's form mends an entry that its constraints refuse."""

from collections.abc import Callable, Mapping
from typing import Any

from services.statistics.models import OfficeSystem, Petitions


def _of_connection(system: OfficeSystem) -> str:
    """Return the field that is still empty of the two that belong together."""
    return "connected_since" if system.platform else "platform"


def _of_use(system: OfficeSystem) -> str:
    connected = system.connected_since
    is_early = connected is not None and connected < system.in_use_since
    return "connected_since" if is_early else "retired_on"


def _of_answers(petitions: Petitions) -> str:
    return "in_time" if petitions.in_time > petitions.received else "satisfied"


BLAMED: Mapping[str, str | Callable[[Any], str]] = {
    "one_integration_of_a_procedure": "procedure",
    "integration_ends_after_it_begins": "until",
    "one_entry_of_a_system": "name",
    "connected_system_names_its_platform": _of_connection,
    "system_is_used_before_it_connects": _of_use,
    "one_population_of_a_day": "as_of",
    "population_has_people_and_a_source": "residents",
    "one_count_of_work_files": "month",
    "work_files_online_are_among_all": "online",
    "one_count_of_petitions": "month",
    "petitions_answered_are_among_all": _of_answers,
    "one_target_of_a_year": "year",
    "target_is_a_percent": "percent",
}
"""By constraint: the field, or how an entry that breaks it tells which."""


def blamed(constraint: str, entry: Any) -> str | None:
    """Return the field that mends the entry; None where no single one does."""
    field = BLAMED.get(constraint)
    return field(entry) if callable(field) else field
