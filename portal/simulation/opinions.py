"""Invented ratings of the demo's finished dossiers."""

from datetime import date, timedelta
from random import Random

from services.feedback.models import Rating
from services.statistics import opinions
from services.statistics.folding import Timing
from services.statistics.models import Fact

SHARE = 0.2
"""Of the finished dossiers so many are judged."""
WORDS = (
    "Nhanh, cán bộ hướng dẫn rõ.",
    "Nộp trên mạng tiện, không phải đi lại.",
    "Phải chờ lâu mới có kết quả.",
    "Ảnh chụp giấy tờ tải lên hơi chậm.",
)
"""What some of them say (invented)."""


def seed_ratings(today: date) -> int:
    """Judge some of the invented finished dossiers; return how many. Idempotent."""
    if Rating.objects.exists():
        return 0
    facts = Fact.objects.filter(
        is_invented=True, is_test=False, resolved_date__isnull=False
    )
    draw = Random(766)  # noqa: S311  (a game of dice, not a secret)
    ratings = [
        _rating(fact, draw, today)
        for fact in facts.order_by("dossier").iterator(chunk_size=2_000)
        if draw.random() < SHARE
    ]
    Rating.objects.bulk_create(ratings, batch_size=2_000)
    opinions.add_new()
    return len(ratings)


def _rating(fact: Fact, draw: Random, today: date) -> Rating:
    assert fact.resolved_date is not None
    weights = (2, 3, 5) if fact.timing == Timing.LATE else (6, 3, 1)

    def points() -> int:
        return draw.choices((2, 1, 0), weights)[0]

    return Rating(
        dossier=fact.dossier,
        agency_id=fact.agency_id,
        procedure_id=fact.procedure_id,
        given_on=min(today, fact.resolved_date + timedelta(days=draw.randrange(5))),
        satisfaction=points(),
        organisation=points(),
        publicity=points(),
        attitude=points(),
        comment=draw.choice(WORDS) if draw.random() < 0.1 else "",
    )
