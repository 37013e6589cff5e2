"""The one signal of the house: an event of a dossier is written and committed.

It carries the id alone and may be lost with a crash; the rows of the event table are
the outbox, and subscribers read them through `services.dossiers.feed`.
"""

from django.dispatch import Signal

event_recorded = Signal()
"""Sent after commit with `event_id: int`."""
