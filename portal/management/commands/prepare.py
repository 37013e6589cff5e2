"""Make a database and a folder ready for this version of the portal."""

from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

from portal.local.catalogues import compile_stale


class Command(BaseCommand):
    help = "Migrate, compile catalogues, collect static files; seed where it is a demo."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is needed; each part finds out by itself."""
        compile_stale(Path(settings.LOCALE_PATHS[0]))
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if settings.DEMO:
            with redirect_stdout(StringIO()) as said:
                call_command("seed_demo", stdout=said)
            (settings.DATA_DIR / "accounts.txt").write_text(said.getvalue())
