"""A published revision can never change: dossiers were filed under it."""

from django.db import migrations

FORBID = """
    CREATE FUNCTION procedures_revision_is_frozen() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'A published revision cannot be changed or deleted.'
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'revision_is_frozen';
    END $$;
    CREATE TRIGGER revision_is_frozen
    BEFORE UPDATE OR DELETE ON procedures_revision
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL)
    EXECUTE FUNCTION procedures_revision_is_frozen();
"""
ALLOW = """
    DROP TRIGGER revision_is_frozen ON procedures_revision;
    DROP FUNCTION procedures_revision_is_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0002_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
