"""The simulated providers of a demo: told to the portal, and started where they are."""

import json
import stat
from pathlib import Path

from portal.local import outside
from portal.local.environment import of_demo


def test_what_the_portal_is_told_is_where_they_are_started() -> None:
    told = outside.environment_of("a secret", {})

    started = outside.commands(told, data=Path("/d"), site="http://localhost:1")

    assert sorted(started) == ["vnpay", "vnpost"]
    assert outside.port_in(told["VNPAY_PAY_URL"]) in started["vnpay"]
    assert "http://localhost:1/may/vnpay/ipn" in started["vnpay"]
    assert outside.port_in(told["VNPOST_URL"]) in started["vnpost"]
    assert told["VIETQR_ACCOUNT"]


def test_a_provider_that_somebody_names_is_not_simulated() -> None:
    told = outside.environment_of("a secret", {"VNPAY_TMN_CODE": "X", "VNPOST_URL": ""})

    assert not [name for name in told if not name.startswith("VIETQR_")]
    assert outside.commands(told, data=Path("/d"), site="http://localhost:1") == {}


def test_secrets_are_made_once_and_what_an_older_folder_lacks_is_added(
    tmp_path: Path,
) -> None:
    first = of_demo(tmp_path, site="http://localhost:1", hosts=[])
    kept = tmp_path / "secrets.json"
    old = json.loads(kept.read_text())
    del old["VNPAY_SECRET"]
    kept.write_text(json.dumps(old))

    second = of_demo(tmp_path, site="http://localhost:1", hosts=[])
    third = of_demo(tmp_path, site="http://localhost:1", hosts=[])

    assert first["SEALING_KEYS"] == second["SEALING_KEYS"] == third["SEALING_KEYS"]
    assert first["VNPAY_SECRET"] != second["VNPAY_SECRET"] == third["VNPAY_SECRET"]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
