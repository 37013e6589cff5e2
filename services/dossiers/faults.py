"""The faults of a supplement request with their names, for whoever reads them."""

from dataclasses import dataclass

from services.dossiers.models import Dossier, Fault


@dataclass(frozen=True, slots=True)
class NamedFault:
    """What is at fault, as the procedure calls it, and why."""

    target: str
    key: str
    label: str
    reason: str


def labelled(dossier: Dossier) -> list[NamedFault]:
    """Return the faults of the dossier's request in the order they were named."""
    definition = dossier.definition
    sections = {s.key: s.title for s in definition.form.sections}
    questions = {q.key: q.label for q in definition.form.questions()}
    documents = {d.key: d.name for d in definition.documents}
    names = {
        Fault.Target.SECTION: sections,
        Fault.Target.QUESTION: questions,
        Fault.Target.DOCUMENT: documents,
    }
    return [
        NamedFault(
            fault.target,
            fault.key,
            names[Fault.Target(fault.target)][fault.key],
            fault.reason,
        )
        for fault in dossier.supplement.faults.order_by("pk")
    ]
