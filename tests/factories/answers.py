"""Valid answers for tests; the samples live with the procedures, the demo uses them."""

from services.procedures.samples import TODAY, number_for, sample_answers

__all__ = ["TODAY", "number_for", "sample_answers"]
