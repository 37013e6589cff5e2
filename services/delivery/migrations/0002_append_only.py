"""Choices and what the post told are append-only: the database refuses changes."""

from django.db import migrations

TRIGGERS = {
    "delivery_choice": "choice_is_append_only",
    "delivery_tracking": "tracking_is_append_only",
}

FORBID_CHANGES = """
    CREATE FUNCTION delivery_is_append_only() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'Choices and tracking are append-only.'
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = TG_NAME;
    END $$;
""" + "".join(
    f"""
    CREATE TRIGGER {trigger} BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION delivery_is_append_only();
"""
    for table, trigger in TRIGGERS.items()
)
ALLOW_CHANGES = (
    "".join(f"DROP TRIGGER {name} ON {table};" for table, name in TRIGGERS.items())
    + "DROP FUNCTION delivery_is_append_only();"
)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial")]
    operations = [migrations.RunSQL(FORBID_CHANGES, ALLOW_CHANGES)]
