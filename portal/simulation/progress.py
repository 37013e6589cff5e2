"""Invented progress of filings: those that were filed, and drafts given up before."""

from collections.abc import Iterable, Iterator, Sequence
from random import Random

from portal.simulation import shapes
from portal.simulation.stories import Story
from services.dossiers.models import FilingProgress, Stage
from services.procedures.definition import Channel


def progress_of(filed: Iterable[tuple[int, Story]]) -> list[FilingProgress]:
    """Return the rows of what people filed online, by the keys of their dossiers."""
    return [_row(story, key) for key, story in filed if _is_own(story)]


def given_up(stories: Sequence[Story]) -> list[FilingProgress]:
    """Return rows of drafts like the stories' that were never filed, without keys."""
    return [row for story in stories for row in _before(story)]


def _before(story: Story) -> Iterator[FilingProgress]:
    draw = Random(story.public_id.int)  # noqa: S311  (a game of dice, not a secret)
    if _is_own(story) and draw.random() < shapes.GIVEN_UP:
        (stage,) = draw.choices(list(shapes.LEFT_AT), list(shapes.LEFT_AT.values()))
        yield _row(story, 0, stage)


def _is_own(story: Story) -> bool:
    return story.channel is Channel.ONLINE and not story.is_assisted


def _row(story: Story, key: int, stage: Stage = Stage.BEGUN) -> FilingProgress:
    return FilingProgress(
        dossier=key,
        agency_id=story.agency.pk,
        procedure_id=story.revision.procedure_id,
        begun_on=story.begun_at.astimezone(shapes.VIETNAM).date(),
        stage=stage,
    )
