"""The ledger balances and is append-only: the database refuses anything else.

The balance is looked at when the transaction commits, because an entry's lines come
one after another; an entry without lines does not balance either.
"""

from django.db import migrations

APPEND_ONLY = ("payments_entry", "payments_entryline", "payments_notification")

FORBID_CHANGES = """
    CREATE FUNCTION payments_ledger_is_append_only() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'The ledger is append-only.'
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'ledger_is_append_only';
    END $$;
""" + "".join(
    f"""
    CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION payments_ledger_is_append_only();
"""
    for table in APPEND_ONLY
)
ALLOW_CHANGES = (
    "".join(f"DROP TRIGGER ledger_is_append_only ON {table};" for table in APPEND_ONLY)
    + "DROP FUNCTION payments_ledger_is_append_only();"
)

BALANCE = """
    CREATE FUNCTION payments_entry_balances() RETURNS trigger
    LANGUAGE plpgsql AS $$
    DECLARE
        this bigint := CASE TG_TABLE_NAME
            WHEN 'payments_entry' THEN (to_jsonb(NEW) ->> 'id')::bigint
            ELSE (to_jsonb(NEW) ->> 'entry_id')::bigint END;
        rows integer;
        total bigint;
    BEGIN
        SELECT count(*), coalesce(sum(amount), 0) INTO rows, total
        FROM payments_entryline WHERE entry_id = this;
        IF rows < 2 OR total <> 0 THEN
            RAISE EXCEPTION 'Entry % has % lines that sum to %.', this, rows, total
                USING ERRCODE = 'integrity_constraint_violation',
                      CONSTRAINT = 'entry_balances';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON payments_entry
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION payments_entry_balances();
    CREATE CONSTRAINT TRIGGER entry_line_balances AFTER INSERT ON payments_entryline
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION payments_entry_balances();
"""
NO_BALANCE = """
    DROP TRIGGER entry_line_balances ON payments_entryline;
    DROP TRIGGER entry_balances ON payments_entry;
    DROP FUNCTION payments_entry_balances();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [
        migrations.RunSQL(FORBID_CHANGES, ALLOW_CHANGES),
        migrations.RunSQL(BALANCE, NO_BALANCE),
    ]
