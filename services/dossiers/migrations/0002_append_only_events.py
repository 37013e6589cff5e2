"""Events are append-only: the database refuses to change or delete one.

Only `position` may be filled in, once; the feed does it when the event is committed.
"""

from django.db import migrations

FORBID = """
    CREATE FUNCTION dossiers_event_is_append_only() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'Events are append-only.'
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'event_is_append_only';
    END $$;
    CREATE TRIGGER event_is_never_deleted
    BEFORE DELETE ON dossiers_event
    FOR EACH ROW EXECUTE FUNCTION dossiers_event_is_append_only();
    CREATE TRIGGER event_is_never_changed
    BEFORE UPDATE ON dossiers_event
    FOR EACH ROW WHEN (
        OLD.position IS NOT NULL
        OR (OLD.id, OLD.dossier_id, OLD.seq, OLD.act, OLD.from_state, OLD.to_state,
            OLD.at, OLD.by_id, OLD.note, OLD.data::text, OLD.previous_hash, OLD.hash)
        IS DISTINCT FROM
           (NEW.id, NEW.dossier_id, NEW.seq, NEW.act, NEW.from_state, NEW.to_state,
            NEW.at, NEW.by_id, NEW.note, NEW.data::text, NEW.previous_hash, NEW.hash)
    )
    EXECUTE FUNCTION dossiers_event_is_append_only();
"""
ALLOW = """
    DROP TRIGGER event_is_never_changed ON dossiers_event;
    DROP TRIGGER event_is_never_deleted ON dossiers_event;
    DROP FUNCTION dossiers_event_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
