"""Parts that several procedures share, and how a file of a procedure refers to one.

A reference is `{"block": "con"}` where a section of the form, a document or a fee
would stand. What stands beside `block` is laid over the shared part. A section may
also `drop` questions, `override` some of their fields by key, `add` questions at the
end, and take a `prefix` for all of its keys, so that one block asks about both the
bride and the groom.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

type Json = dict[str, Any]

FOLDER = Path(__file__).parent / "blocks"


class UnknownPart(ValueError):
    """A reference speaks of a question that its block does not have."""


@cache
def _block(name: str) -> Mapping[str, Any]:
    return dict(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def names() -> tuple[str, ...]:
    """Return the names of all blocks, in order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def expand(definition: Mapping[str, Any]) -> Json:
    """Return the definition with every reference replaced by what it stands for.

    Raises FileNotFoundError for an unknown block, KeyError for one of another kind,
    UnknownPart for a question that the block does not have.
    """
    form = definition["form"]
    return {
        **definition,
        "documents": [_laid_over(d, "document") for d in definition["documents"]],
        "fees": [_laid_over(f, "fee") for f in definition["fees"]],
        "form": {**form, "sections": [_section(s) for s in form["sections"]]},
    }


def _laid_over(part: Mapping[str, Any], kind: str) -> Json:
    if "block" not in part:
        return dict(part)
    own = {key: value for key, value in part.items() if key != "block"}
    return {**_block(part["block"])[kind], **own}


def _section(part: Mapping[str, Any]) -> Json:
    if "block" not in part:
        return dict(part)
    own = dict(part)
    shared = _block(own.pop("block"))["section"]
    drop = own.pop("drop", ())
    override = own.pop("override", {})
    prefix = own.pop("prefix", "")
    added = own.pop("add", ())
    _check(shared["questions"], [*drop, *override])
    questions = [
        {**question, **override.get(question["key"], {})}
        for question in shared["questions"]
        if question["key"] not in drop
    ]
    if prefix:
        questions = _prefixed(questions, prefix)
    return {**shared, **own, "questions": [*questions, *added]}


def _check(questions: Iterable[Json], keys: Collection[str]) -> None:
    unknown = set(keys) - {question["key"] for question in questions}
    if unknown:
        raise UnknownPart(", ".join(sorted(unknown)))


def _prefixed(questions: list[Json], prefix: str) -> list[Json]:
    names = {question["key"]: prefix + question["key"] for question in questions}
    return [
        {field: _renamed(field, value, names) for field, value in question.items()}
        for question in questions
    ]


def _renamed(field: str, value: Any, names: Mapping[str, str]) -> Any:
    """Rename the keys of questions in a field: its own, and those it speaks of."""
    match field:
        case "key" | "question":
            return names.get(value, value)
        case "agrees_with":
            return {fact: names[key] for fact, key in value.items()}
        case "when" | "of":
            return _renamed_condition(value, names)
        case _:
            return value


def _renamed_condition(condition: Any, names: Mapping[str, str]) -> Any:
    if isinstance(condition, list):
        return [_renamed_condition(part, names) for part in condition]
    return {field: _renamed(field, value, names) for field, value in condition.items()}
