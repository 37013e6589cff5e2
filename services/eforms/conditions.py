"""Conditions of an e-form: a small typed tree, read by people and by the server.

A condition speaks of answers by the key of their question, and of three facts that
every filing has: `$case` (the key of the case), `$channel` (`counter`, `online`,
`post`) and `$applicant` (`citizen`, `business`, `organisation`, `agency`). There is
no expression language: an administrator builds a tree, and nothing is ever evaluated
as code (security rule 7).
"""

from collections.abc import Callable, Container, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

type Answers = Mapping[str, object]

CASE = "$case"
CHANNEL = "$channel"
APPLICANT = "$applicant"
FACTS = frozenset({CASE, CHANNEL, APPLICANT})


class Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Is(Node):
    """The answer equals the value (yes/no questions: true or false)."""

    op: Literal["is"] = "is"
    question: str
    value: str | bool | int


class OneOf(Node):
    """The answer is one of the values, or a many-of answer holds one of them."""

    op: Literal["one_of"] = "one_of"
    question: str
    values: tuple[str, ...] = Field(min_length=1)


class Answered(Node):
    """The question was answered with something other than nothing."""

    op: Literal["answered"] = "answered"
    question: str


class AtLeast(Node):
    """The answer is a number and not below the value."""

    op: Literal["at_least"] = "at_least"
    question: str
    value: Decimal


class Not(Node):
    op: Literal["not"] = "not"
    of: "Condition"


class All(Node):
    op: Literal["all"] = "all"
    of: tuple["Condition", ...] = Field(min_length=1)


class Any(Node):
    op: Literal["any"] = "any"
    of: tuple["Condition", ...] = Field(min_length=1)


type Condition = Annotated[
    Is | OneOf | Answered | AtLeast | Not | All | Any, Field(discriminator="op")
]


def holds(condition: Condition | None, answers: Answers) -> bool:
    """Say whether the condition holds; no condition always does.

    An answer that is missing makes every leaf false, so a question hidden by its
    own condition never shows another one.
    """
    match condition:
        case None:
            return True
        case Not(of=inner):
            return not holds(inner, answers)
        case All(of=parts):
            return all(holds(part, answers) for part in parts)
        case Any(of=parts):
            return any(holds(part, answers) for part in parts)
        case _:
            return _leaf_holds(condition, answers.get(condition.question))


def _leaf_holds(leaf: Is | OneOf | Answered | AtLeast, answer: object) -> bool:
    match leaf:
        case Is(value=value):
            return type(answer) is type(value) and answer == value
        case OneOf(values=values) if isinstance(answer, list | tuple):
            return any(each in values for each in answer)
        case OneOf(values=values):
            return answer in values
        case Answered():
            return answer not in (None, "", [], {})
        case _:
            number = _number(answer)
            return number is not None and number >= leaf.value


def _number(answer: object) -> Decimal | None:
    """Return a number for an int or for the text of a decimal, else nothing."""
    if isinstance(answer, bool) or not isinstance(answer, int | str | Decimal):
        return None
    try:
        return Decimal(answer)
    except ArithmeticError:
        return None


def narrowed(
    condition: Condition | None, known: Answers, *, unknown: Container[str]
) -> Condition | bool:
    """Return what is left of a condition once everything but `unknown` is decided.

    True or False where nothing is left; else a condition that speaks only of the
    questions in `unknown`, as those of the page that is being asked.
    """
    match condition:
        case None:
            return True
        case Not(of=inner):
            rest = narrowed(inner, known, unknown=unknown)
            return not rest if isinstance(rest, bool) else Not(of=rest)
        case All(of=parts) | Any(of=parts):
            settles = isinstance(condition, Any)
            rests = [narrowed(part, known, unknown=unknown) for part in parts]
            if settles in rests:
                return settles
            left = tuple(rest for rest in rests if not isinstance(rest, bool))
            return type(condition)(of=left) if left else not settles
        case _:
            if condition.question in unknown:
                return condition
            return holds(condition, known)


def questions_in(condition: Condition | None) -> Iterator[str]:
    """Yield the keys (facts included) that a condition speaks of, in order."""
    match condition:
        case None:
            return
        case Not(of=inner):
            yield from questions_in(inner)
        case All(of=parts) | Any(of=parts):
            for part in parts:
                yield from questions_in(part)
        case _:
            yield condition.question


def in_words(condition: Condition, label: Callable[[str], str]) -> str:
    """Return the condition as a sentence in the reader's language."""
    match condition:
        case Not(of=inner):
            return _("không phải (%(rule)s)") % {"rule": in_words(inner, label)}
        case All(of=parts):
            return _(" và ").join(in_words(part, label) for part in parts)
        case Any(of=parts):
            return _(" hoặc ").join(in_words(part, label) for part in parts)
        case _:
            return _leaf_in_words(condition, label(condition.question))


def _leaf_in_words(leaf: Is | OneOf | Answered | AtLeast, name: str) -> str:
    match leaf:
        case Is(value=bool(yes)):
            sentence = _("“%(name)s” là có") if yes else _("“%(name)s” là không")
            return sentence % {"name": name}
        case Is(value=value):
            return _("“%(name)s” là %(value)s") % {"name": name, "value": f"“{value}”"}
        case OneOf(values=values):
            listed = _(" hoặc ").join(f"“{value}”" for value in values)
            return _("“%(name)s” là %(value)s") % {"name": name, "value": listed}
        case Answered():
            return _("đã trả lời “%(name)s”") % {"name": name}
        case _:
            return _("“%(name)s” từ %(value)s trở lên") % {
                "name": name,
                "value": leaf.value,
            }


for _node in (Not, All, Any):
    _node.model_rebuild()
