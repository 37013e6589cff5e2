"""Every figure equals a slow count over raw events, whatever the history."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from io import StringIO
from itertools import batched

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Agency
from services.statistics import applying
from services.statistics.folding import Happening
from services.statistics.mixes import MIXES
from services.statistics.models import DailyFigure
from services.statistics.predicates import FLOWS, STOCKS
from services.statistics.recount import Life, life_of, recount, stands
from services.statistics.scope import Scope, counted_by, flows, stocks
from services.statistics.verifying import kept_sums, offices_above, sectors, tiers
from tests.factories.accounts import make_agency
from tests.factories.dossiers import BIRTH, DIPLOMA, Office, make_procedure
from tests.factories.histories import Ground, histories
from tests.factories.transactions import undone

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)

type Lives = list[list[Happening]]


COUNTS = {key for key, flow in FLOWS.items() if not flow.is_sum}


class Land:
    """A city with a district and two wards, one of them merged into the other."""

    def __init__(self) -> None:
        self.city = make_agency("Thành phố Mẫu")
        self.district = make_agency("Quận Mẫu", parent=self.city)
        self.merged = make_agency("Phường Cũ Mẫu", parent=self.district)
        self.ward = make_agency("Phường Mẫu", parent=self.district)
        self.merged.valid_to = date(2026, 1, 31)
        self.merged.save()
        self.merged.successors.add(self.ward)
        self.procedures = [make_procedure(DIPLOMA), make_procedure(BIRTH)]
        offices = [self.city, self.merged, self.ward]
        self.ground = Ground(
            [office.pk for office in offices], [p.pk for p in self.procedures]
        )

    def scopes(self, first: date, last: date) -> list[Scope]:
        """Return scopes of every kind over the period."""
        wholes: list[Agency | None] = [None, self.city, self.district, self.merged]
        sector, procedure = self.procedures[1].sector, self.procedures[0]
        return [
            *(Scope(first, last, agency) for agency in wholes),
            Scope(first, last, self.city, sector=sector),
            Scope(first, last, self.city, procedure=procedure, level=4),
            Scope(first, last, self.city, tier=self.ward.level),
            Scope(first, last, mode="toan_trinh", channel="online", is_assisted=True),
        ]


def happen(history: Lives, pieces: int) -> None:
    """Let the worker fold the history in the order of time, some events at a time."""
    everything = [event for life in history for event in life]
    for events in batched(sorted(everything, key=lambda e: (e.at, e.seq)), pieces):
        before = applying.facts_of({event.dossier for event in events})
        applying.write_down(before, events)


def at_acceptance(life: Life) -> date | None:
    return life.accepted


def at_resolution(life: Life) -> date | None:
    return life.resolved


PLAIN: dict[str, tuple[Callable[[Life], date | None], Callable[[Life], bool]]] = {
    "accepted": (at_acceptance, lambda _life: True),
    "online": (at_acceptance, lambda life: life.filed["channel"] == "online"),
    "self_online": (
        at_acceptance,
        lambda life: life.filed["channel"] == "online" and not life.filed["assisted"],
    ),
    "direct": (at_acceptance, lambda life: life.filed["channel"] != "online"),
    "assisted": (
        at_acceptance,
        lambda life: life.filed["channel"] == "online" and life.filed["assisted"],
    ),
    "fee_bearing": (at_acceptance, lambda life: life.bears_fee),
    "paid_online": (
        at_acceptance,
        lambda life: bool(life.means) and not life.means & {"cash", "card"},
    ),
    "digitised": (
        at_acceptance,
        lambda life: life.is_scanned,
    ),
    "resolved": (at_resolution, lambda _life: True),
    "early": (at_resolution, lambda life: life.timing == "early"),
    "on_time": (at_resolution, lambda life: life.timing == "on_time"),
    "late": (at_resolution, lambda life: life.timing == "late"),
    "ended": (at_resolution, lambda life: life.state_at_end in {3, 7, 8}),
    "timed": (at_resolution, lambda life: bool(life.steps)),
    "with_file": (at_resolution, lambda life: bool(life.results)),
}


def is_meant(life: Life, scope: Scope) -> bool:
    """Say whether the life counts and lies in the scope, whatever the day."""
    filed, facts = life.filed, life.facts
    office = Agency.objects.get(pk=filed["agency"])
    wanted = [
        (scope.level, facts.get("level")),
        (scope.mode, facts.get("mode")),
        (scope.channel, filed["channel"]),
        (scope.is_assisted, filed["assisted"]),
        (scope.procedure and scope.procedure.pk, filed["procedure"]),
        (scope.tier, office.level),
    ]
    return (
        life.accepted is not None
        and not filed["test"]
        and filed["root"] is None
        and (scope.agency is None or office.is_under(scope.agency))
        and all(wish is None or wish == have for wish, have in wanted)
        and (
            scope.sector is None
            or scope.sector.procedures.filter(pk=filed["procedure"]).exists()
        )
    )


def plain_flow(lives: Sequence[Life], scope: Scope, key: str) -> int:
    day_of, holds = PLAIN[key]
    days = [day_of(life) for life in lives if is_meant(life, scope) and holds(life)]
    return sum(day is not None and scope.first <= day <= scope.last for day in days)


def plain_stock(lives: Sequence[Life], scope: Scope, key: str) -> int:
    day, count = scope.last, 0
    for life in lives:
        if not is_meant(life, scope):
            continue
        assert life.accepted is not None
        is_done = life.resolved is not None and life.resolved <= day
        in_hand = life.accepted <= day and not is_done
        late, waits = stands(life, day)
        count += {
            "in_hand": in_hand,
            "in_hand_late": late,
            "in_hand_in_time": in_hand and not late,
            "paused": waits,
        }[key]
    return count


def plain_mix(lives: Sequence[Life], scope: Scope, key: str) -> int:
    """Add up the parts of a mix, none of which has a dossier of another."""
    since = replace(scope, last=scope.first - DAY)
    level_3 = [life for life in lives if life.facts.get("level", 0) >= 3]
    flow, stock = partial(plain_flow, lives), partial(plain_stock, lives)
    return {
        "carried_over": lambda: stock(since, "in_hand"),
        "received": lambda: stock(since, "in_hand") + flow(scope, "accepted"),
        "eligible": lambda: plain_flow(level_3, scope, "accepted"),
        "eligible_online": lambda: plain_flow(level_3, scope, "online"),
        "in_time": lambda: flow(scope, "early") + flow(scope, "on_time"),
        "handled": lambda: flow(scope, "resolved") + stock(scope, "in_hand"),
        "handled_in_time": lambda: (
            flow(scope, "early")
            + flow(scope, "on_time")
            + stock(scope, "in_hand_in_time")
        ),
    }[key]()


@settings(max_examples=12)
@given(data=st.data())
def test_every_sum_is_what_the_events_tell(data: st.DataObject) -> None:
    with undone():
        land = Land()
        history = data.draw(histories(land.ground))
        happen(history, data.draw(st.integers(1, 5)))

        counted = recount(history, offices_above(), tiers(), sectors())
        assert kept_sums() == counted
        applying.rebuild_sums()
        assert kept_sums() == counted


@settings(max_examples=6)
@given(data=st.data())
def test_every_figure_its_list_and_the_slow_count_are_one(data: st.DataObject) -> None:
    with undone():
        land = Land()
        history = data.draw(histories(land.ground))
        happen(history, 100)
        lives = [life_of(events) for events in history]
        first = date(2025, 12, 25) + data.draw(st.integers(0, 60)) * DAY
        last = first + data.draw(st.integers(0, 100)) * DAY

        for scope in land.scopes(first, last):
            counts = flows(scope, tuple(COUNTS))[None]
            for key, number in counts.items():
                assert number == plain_flow(lives, scope, key), key
                assert number <= counts.get(FLOWS[key].of, number), key
                assert counted_by(scope, key).count() == number
            counts = stocks(scope, scope.last)[None]
            for key, number in counts.items():
                assert number == plain_stock(lives, scope, key), key
                assert counted_by(scope, key).count() == number
            for key in MIXES:
                number = plain_mix(lives, scope, key)
                assert counted_by(scope, key).count() == number, key


def test_there_is_a_plain_count_of_every_figure() -> None:
    assert PLAIN.keys() == COUNTS
    assert set(STOCKS) == {"in_hand", "in_hand_late", "in_hand_in_time", "paused"}


def test_the_command_says_equal_or_what_differs() -> None:
    Office().received()
    applying.apply_new_events()
    said = StringIO()

    call_command("verify_figures", stdout=said)
    DailyFigure.objects.filter(sector=None, accepted=1).update(accepted=3)
    with pytest.raises(CommandError, match="1 counts differ"):
        call_command("verify_figures", stdout=said)
    call_command("verify_figures", "--to", "2026-03-01", stdout=said)
    call_command("verify_figures", "--from", "2026-04-01", stdout=said)

    equal, differs, *_outside = said.getvalue().splitlines()
    assert equal.startswith("Equal")
    assert differs.startswith("day ")
    assert differs.endswith("accepted: 3, not 1")
