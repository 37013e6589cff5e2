"""Finding a procedure the way people ask: no diacritics, typing errors, chat words.

"dk tam tru can j z" must find “Đăng ký tạm trú”. The query is folded, common
abbreviations are written out, words of small talk are dropped; what is left is looked
for as whole words (the last one may be half-typed), and only if that finds too little
by likeness of trigrams.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.contrib.postgres.search import (
    SearchQuery,
    SearchRank,
    SearchVector,
    TrigramWordSimilarity,
)
from django.db import models
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from accounts.vietnamese import fold
from services.procedures.catalogue.loader import synonyms
from services.procedures.models import Procedure

LIKENESS = 0.45
"""Least word similarity of a found procedure; lower finds unrelated ones."""

ENOUGH = 3
"""Below this many exact finds, similar ones are added."""

LONGEST = 200
"""Characters of a query that are looked at."""

SMALL_TALK = frozenset(
    [
        "can",
        "gi",
        "j",
        "z",
        "vay",
        "nhu",
        "the",
        "nao",
        "lam",
        "sao",
        "o",
        "dau",
        "cho",
        "toi",
        "em",
        "minh",
        "xin",
        "hoi",
        "muon",
        "thi",
        "a",
        "ah",
        "oi",
        "giup",
        "voi",
        "nha",
        "ban",
        "bao",
        "nhieu",
        "phai",
    ]
)
"""Folded words that carry no subject; dropped unless nothing else is said."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it is looked for: folded words, abbreviations written out."""

    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.words)


@cache
def _expansions() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return one pattern of all abbreviations, the longest first, and their sense."""
    full = {fold(short): fold(long) for short, long in synonyms().items()}
    shorts = sorted(full, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, shorts))})\b")
    return pattern, full


def read(query: str) -> Asked:
    """Return the words to look for; none if the query holds no letter or digit."""
    pattern, full = _expansions()
    folded = pattern.sub(lambda m: full[m[0]], fold(query[:LONGEST]))
    words = re.findall(r"[a-z0-9.]+", folded)
    words = [word.strip(".") for word in words if word.strip(".")]
    telling = [word for word in words if word not in SMALL_TALK]
    return Asked(tuple(telling or words))


def find(query: str, *, among: QuerySet[Procedure]) -> QuerySet[Procedure]:
    """Return the procedures found, best first; all of them for an empty query.

    Ordered by exactness, then rank, then likeness, with the key as the tie-break. A
    row fetches nothing afterwards: `among` says what is joined.
    """
    among = among.fetch_mode(models.FETCH_RAISE)
    asked = read(query)
    if not asked.words:
        return among.order_by("-is_common", "name", "pk")
    exact = _exactly(asked, among)
    if exact.count() >= ENOUGH:
        return exact
    return _similar(asked, among)


def _words_query(asked: Asked) -> SearchQuery:
    # The words are [a-z0-9.]: nothing in them is an operator of tsquery.
    raw = " & ".join(f"'{word}'" for word in asked.words) + ":*"
    return SearchQuery(raw, search_type="raw", config="simple")


def _ranked(asked: Asked, among: QuerySet[Procedure]) -> QuerySet[Procedure]:
    vector = SearchVector("folded", config="simple")
    return among.annotate(
        words=vector,
        rank=SearchRank(vector, _words_query(asked)),
        likeness=TrigramWordSimilarity(asked.text, "folded"),
        exactness=Case(
            When(Q(code=asked.text), then=Value(3)),
            When(folded__startswith=asked.text, then=Value(2)),
            When(words=_words_query(asked), then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        ),
    )


ORDER = ("-exactness", "-likeness", "-is_common", "-rank", "name", "pk")


def _exactly(asked: Asked, among: QuerySet[Procedure]) -> QuerySet[Procedure]:
    return _ranked(asked, among).filter(Q(exactness__gt=0)).order_by(*ORDER)


def _similar(asked: Asked, among: QuerySet[Procedure]) -> QuerySet[Procedure]:
    return (
        _ranked(asked, among)
        .filter(Q(exactness__gt=0) | Q(likeness__gte=LIKENESS))
        .order_by(*ORDER)
    )
