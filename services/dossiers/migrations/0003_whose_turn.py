"""Whose turn it is inside the route, and the indexes by which desks find it."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import F, Q

FROM_THE_ROUTE = """
    UPDATE dossiers_dossier AS dossier
    SET step_role = station.step ->> 'role'
    FROM procedures_revision AS revision,
         jsonb_array_elements(revision.definition -> 'route') AS station(step)
    WHERE revision.id = dossier.revision_id
      AND dossier.step <> ''
      AND station.step ->> 'key' = dossier.step
"""
ROLES = [
    ("receptionist", "Cán bộ một cửa"),
    ("officer", "Chuyên viên thụ lý"),
    ("leader", "Lãnh đạo"),
    ("clerk", "Văn thư"),
    ("cashier", "Kế toán"),
    ("agency_admin", "Quản trị đơn vị"),
    ("system_admin", "Quản trị hệ thống"),
    ("auditor", "Giám sát, thanh tra"),
]
ENDED = Q(state__in=[3, 7, 8, 10])


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0002_append_only_events"),
        ("procedures", "0003_frozen_revisions"),
    ]
    operations = [
        migrations.AddField(
            "dossier",
            "step_role",
            models.CharField(
                blank=True,
                choices=ROLES,
                db_default="",
                default="",
                max_length=14,
                verbose_name="vai trò của bước",
            ),
        ),
        migrations.RunSQL(FROM_THE_ROUTE, migrations.RunSQL.noop),
        migrations.AddIndex(
            "dossier",
            models.Index(
                F("agency"),
                F("step_role"),
                F("due_at"),
                F("id"),
                condition=Q(state=4),
                name="dossier_queue_step",
            ),
        ),
        migrations.AddIndex(
            "dossier",
            models.Index(
                F("agency"),
                F("ended_at").desc(),
                F("id").desc(),
                condition=ENDED,
                name="dossier_ended",
            ),
        ),
        migrations.AddIndex(
            "dossier",
            models.Index(
                F("ended_at").desc(),
                F("id").desc(),
                condition=ENDED,
                name="dossier_ended_anywhere",
            ),
        ),
        migrations.AddIndex(
            "dossier",
            GinIndex(
                condition=~Q(state=0),
                fields=["applicant_folded"],
                name="dossier_name_trigrams",
                opclasses=["gin_trgm_ops"],
            ),
        ),
    ]
