"""Full desks: something waits in every queue, at whatever hour of whatever day."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from accounts.permissions import Role
from portal.simulation.stories import Story
from services.dossiers import states
from services.dossiers.states import Act, State

type Place = tuple[State, Role | None]
"""A state, and at “Đang xử lý” whose step it is."""

QUEUES: tuple[Place, ...] = (
    (State.SUBMITTED, None),
    (State.RECEIVED, None),
    (State.IN_PROGRESS, Role.OFFICER),
    (State.IN_PROGRESS, Role.LEADER),
    (State.SUPPLEMENT_DUE, None),
    (State.DECIDED, None),
)
"""What the people of an office look for when they sign in."""

PATIENCE = 10_000
"""Stories drawn for a queue that may be out of reach (an office without level 3)."""


def place_of(story: Story) -> Place:
    """Return where the dossier stands when the story ends."""
    state, step = State.DRAFT, -1
    for happens in story.events:
        state = states.after(happens.act, state)
        step += happens.act is Act.FORWARD
    if state is not State.IN_PROGRESS:
        return state, None
    return state, story.revision.read().route[step].role


def missing_from(
    drawn: Iterable[Story], more: Iterable[Story], *, each: int
) -> Iterator[Story]:
    """Yield of `more` what brings every queue to `each`; the rest is passed over."""
    missing = Counter(dict.fromkeys(QUEUES, each)) - Counter(map(place_of, drawn))
    for story in islice(more, PATIENCE if missing else 0):
        if missing[place := place_of(story)]:
            missing -= Counter([place])
            yield story
        if not missing:
            return
