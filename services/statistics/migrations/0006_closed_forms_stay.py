"""A closed form is never changed or deleted: the database refuses."""

from django.db import migrations

FORBID = """
    CREATE FUNCTION statistics_closedform_stays() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'Closed forms stay as they are.'
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'closed_form_stays';
    END $$;
    CREATE TRIGGER closed_form_stays
    BEFORE UPDATE OR DELETE ON statistics_closedform
    FOR EACH ROW EXECUTE FUNCTION statistics_closedform_stays();
"""
ALLOW = """
    DROP TRIGGER closed_form_stays ON statistics_closedform;
    DROP FUNCTION statistics_closedform_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0005_closed_forms")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
