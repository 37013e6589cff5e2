"""Housekeeping of the site."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from services.documents.actions import forget_unused
from services.dossiers.actions import discard_old_drafts


@shared_task
def clear_sessions() -> None:
    """Delete sessions that have run out."""
    call_command("clearsessions")


@shared_task
def forget_old_drafts() -> None:
    """Delete drafts nobody went on with, and files that nothing refers to."""
    discard_old_drafts(timezone.now())
    forget_unused(timezone.now())
