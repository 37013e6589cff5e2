"""The function by which everything is searched: lower case, without diacritics."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# Immutable, so that stored columns and indexes may use it; qualified, because a
# restore runs with an empty search path. Equal to accounts.vietnamese.fold.
CREATE = """
    CREATE FUNCTION portal_fold(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN btrim(regexp_replace(lower(
        public.unaccent('public.unaccent'::regdictionary, normalize($1, NFC))
    ), '\\s+', ' ', 'g'));
"""
DROP = "DROP FUNCTION portal_fold(text)"


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(CREATE, DROP),
    ]
