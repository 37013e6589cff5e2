"""One style sheet instead of five, so that a first view asks for less.

Only where files are collected for a running portal; while developing and in tests the
pages link to the sources (`portal.templatetags.sheets`).
"""

from collections.abc import Iterator, MutableMapping
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEETS = (
    "vendor/bootstrap/bootstrap.css",
    "portal/tokens.css",
    "portal/page.css",
    "portal/forms.css",
    "portal/components.css",
)
"""The sheets of every page, in the order of the cascade."""

BUNDLE = "portal/all.css"
"""Beside our own sheets, whose relative addresses hold in it as well."""


class BundlingStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """The hashed static files, with the sheets of every page joined to one."""

    def post_process(
        self, paths: MutableMapping[str, Any], **options: Any
    ) -> Iterator[Any]:
        """Join the sheets, then hash and compress everything as usual."""
        if not options.get("dry_run"):
            joined = "\n".join(_text(paths, name) for name in SHEETS)
            self.delete(BUNDLE)
            self.save(BUNDLE, ContentFile(joined.encode()))
            paths[BUNDLE] = (self, BUNDLE)
        yield from super().post_process(paths, **options)


def _text(paths: MutableMapping[str, Any], name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as sheet:
        # A mark of byte order is only one at the beginning of a file.
        return str(sheet.read().decode("utf-8-sig"))
