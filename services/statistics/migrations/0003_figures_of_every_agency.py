"""The sums get rows for every agency above an office; the worker adds them up anew."""

from django.db import migrations

FOLD_AGAIN = """
    DELETE FROM statistics_fact;
    DELETE FROM statistics_dailymoney;
    UPDATE dossiers_subscription SET position = 0 WHERE name = 'statistics';
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0002_money"), ("dossiers", "0004_fee_lines")]
    operations = [
        migrations.DeleteModel("DailyFigure"),
        migrations.RunSQL(FOLD_AGAIN, migrations.RunSQL.noop),
    ]
