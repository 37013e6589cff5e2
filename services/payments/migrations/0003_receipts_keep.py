"""A receipt is never changed or deleted; it may be cancelled, once."""

from django.db import migrations

KEEP = """
    CREATE FUNCTION payments_receipt_is_kept() RETURNS trigger
    LANGUAGE plpgsql AS $$
    DECLARE
        cancelling text[] := '{cancelled_at,cancelled_by_id,cancel_reason}';
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.cancelled_at IS NULL
            AND NEW.cancelled_at IS NOT NULL
            AND to_jsonb(NEW) - cancelling = to_jsonb(OLD) - cancelling
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'A receipt is kept as it was issued.'
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'receipt_is_kept';
    END $$;
    CREATE TRIGGER receipt_is_kept BEFORE UPDATE OR DELETE ON payments_receipt
    FOR EACH ROW EXECUTE FUNCTION payments_receipt_is_kept();
"""
LET_GO = """
    DROP TRIGGER receipt_is_kept ON payments_receipt;
    DROP FUNCTION payments_receipt_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_ledger_keeps")]
    operations = [migrations.RunSQL(KEEP, LET_GO)]
