"""What the clock starts.

Events are told at once after a commit; most of these sweep up what a crash swallowed.
"""

from datetime import timedelta
from typing import Any

from celery.schedules import crontab

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "statistics": {
        "task": "services.statistics.tasks.bring_up_to_date",
        "schedule": timedelta(minutes=1),
    },
    "own reports": {
        "task": "services.statistics.tasks.send_own_reports",
        "schedule": timedelta(minutes=5),
    },
    "notices": {
        "task": "services.notices.tasks.tell",
        "schedule": timedelta(minutes=1),
    },
    "payments": {
        "task": "services.payments.tasks.bill_new_events",
        "schedule": timedelta(minutes=1),
    },
    "unsettled payments": {
        "task": "services.payments.tasks.ask_providers",
        "schedule": timedelta(minutes=5),
    },
    "result-choices": {
        "task": "services.delivery.tasks.read_new_choices",
        "schedule": timedelta(minutes=1),
    },
    "post-orders": {
        "task": "services.delivery.tasks.send_orders",
        "schedule": timedelta(minutes=1),
    },
    "post-tracking": {
        "task": "services.delivery.tasks.follow_parcels",
        "schedule": timedelta(minutes=15),
    },
    "refunds": {
        "task": "services.payments.tasks.carry_out_refunds",
        "schedule": timedelta(minutes=5),
    },
    # Yesterday's statements; providers have closed their day by then.
    "reconciliation": {
        "task": "services.payments.tasks.reconcile_yesterday",
        "schedule": crontab(hour=6, minute=15),
    },
    "scans": {
        "task": "services.documents.tasks.sweep",
        "schedule": timedelta(minutes=5),
    },
    "old drafts": {
        "task": "portal.tasks.forget_old_drafts",
        "schedule": timedelta(hours=24),
    },
    "sessions": {
        "task": "portal.tasks.clear_sessions",
        "schedule": timedelta(hours=24),
    },
}
