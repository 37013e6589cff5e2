"""The queue: work that follows a commit, and what happens by the clock.

Messages are JSON and carry ids only. A task may run twice without harm, because a
worker that dies hands its message to the next one.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
