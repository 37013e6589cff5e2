"""A running portal sends one sheet where the sources are five."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from pytest_django import Settings

from portal.bundling import BUNDLE, SHEETS, BundlingStorage
from portal.templatetags.sheets import sheets


def sources() -> dict[str, Any]:
    """Return the static files of the portal as `collectstatic` finds them."""
    return {
        path: (storage, path)
        for finder in finders.get_finders()
        for path, storage in finder.list([])
        if path.startswith(("portal/", "vendor/"))
    }


@pytest.fixture
def storage(tmp_path: Path) -> BundlingStorage:
    """A storage into which everything was copied, as it is before processing."""
    made = BundlingStorage(location=tmp_path, base_url="/static/")
    plain = FileSystemStorage(location=tmp_path)
    for name, (source, path) in sources().items():
        with source.open(path) as content:
            plain.save(name, content)
    return made


def test_the_sheets_stand_in_one_in_the_order_of_the_cascade(
    storage: BundlingStorage,
) -> None:
    list(storage.post_process(sources()))

    with storage.open(storage.stored_name(BUNDLE)) as sheet:
        sent = sheet.read().decode()
    parts = (".btn-primary", "--lotus:", ".masthead", ".field-error", ".timeline")
    places = [sent.index(part) for part in parts]
    assert places == sorted(places)
    assert "\ufeff" not in sent, "it would spoil the rule behind it"
    assert re.search(r'url\("\.\./vendor/be-vietnam-pro/[^"]+\.[0-9a-f]{12}\.', sent)


def test_collecting_twice_gives_the_same_sheet(storage: BundlingStorage) -> None:
    list(storage.post_process(sources()))
    first = storage.stored_name(BUNDLE)

    list(storage.post_process(sources()))

    assert storage.stored_name(BUNDLE) == first


def test_a_trial_run_writes_nothing(storage: BundlingStorage) -> None:
    list(storage.post_process(sources(), dry_run=True))

    assert not storage.exists(BUNDLE)


def test_a_page_links_to_the_sources_until_files_are_collected(
    settings: Settings,
) -> None:
    settings.HASHED_STATIC = False
    assert [f'"/static/{name}"' in sheets() for name in SHEETS] == [True] * len(SHEETS)

    settings.HASHED_STATIC = True
    assert sheets() == f'<link rel="stylesheet" href="/static/{BUNDLE}">'
