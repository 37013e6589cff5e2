"""A value from outside is read with its type, and fails by its name."""

import base64
from collections.abc import Callable

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import env

KEY = base64.b64encode(bytes(32)).decode()
READERS: dict[str, Callable[[str], object]] = {
    "text": env.text,
    "flag": lambda name: env.flag(name, default=True),
    "integer": lambda name: env.integer(name, default=1),
    "key": env.key,
    "keys": env.keys,
    "database": env.database,
    "mailer": env.mailer,
    "networks": env.networks,
}


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        ("text", ""),
        ("flag", "perhaps"),
        ("integer", "seven"),
        ("key", "not base64!"),
        ("key", base64.b64encode(b"too short").decode()),
        ("keys", ""),
        ("keys", KEY),
        ("keys", f":{KEY}"),
        ("keys", "id:***"),
        ("database", "mysql://localhost/x"),
        ("database", "postgresql://localhost/"),
        ("database", "postgresql://localhost:far/x"),
        ("mailer", "http://localhost"),
        ("networks", "203.0.113.7, somewhere"),
        ("networks", "203.0.113.7/8"),
    ],
)
def test_a_wrong_value_fails_by_its_name_and_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, reader: str, value: str
) -> None:
    monkeypatch.setenv("SOME_SETTING", value)

    with pytest.raises(ImproperlyConfigured, match="SOME_SETTING") as problem:
        READERS[reader]("SOME_SETTING")

    assert reader == "flag" or not value or value not in str(problem.value)


@pytest.mark.parametrize("reader", ["text", "key", "keys", "database", "mailer"])
def test_what_has_no_default_must_be_there(reader: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="NOWHERE"):
        READERS[reader]("NOWHERE")


@pytest.mark.parametrize("value", ["true", "True", "1"])
def test_a_flag_may_be_said_in_two_ways(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SWITCH", value)

    assert env.flag("SWITCH", default=False)
    assert not env.flag("OTHER_SWITCH", default=False)


def test_words_are_cut_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSTS", " a.vn, b.vn ,,")

    assert env.words("HOSTS") == ["a.vn", "b.vn"]
    assert env.words("NO_HOSTS") == []


def test_the_first_of_several_keys_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    other = base64.b64encode(b"o" * 32).decode()
    monkeypatch.setenv("KEYS", f"2026:{other},2025:{KEY}")

    assert list(env.keys("KEYS").items()) == [("2026", b"o" * 32), ("2025", bytes(32))]


def test_a_database_may_be_reached_over_the_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = "postgres://m%E1%BB%99t:c%40%2Fa@db.vn:5433/portal?sslmode=verify-full"
    monkeypatch.setenv("DB", url)

    assert env.database("DB") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "portal",
        "USER": "một",
        "PASSWORD": "c@/a",
        "HOST": "db.vn",
        "PORT": 5433,
        "OPTIONS": {"sslmode": "verify-full"},
    }


def test_a_database_may_be_reached_through_a_socket(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DB", "postgresql://me@/it?host=%2Frun%2Fth%E1%BB%AD")

    found = env.database("DB")

    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("/run/thử", "", {})


@pytest.mark.parametrize(
    ("url", "port", "use_tls", "use_ssl"),
    [
        ("smtp://me:secret@mail.vn", 587, True, False),
        ("smtps://me:secret@mail.vn", 465, False, True),
        ("smtps://me:secret@mail.vn:8465", 8465, False, True),
    ],
)
def test_mail_always_travels_encrypted(
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    port: int,
    *,
    use_tls: bool,
    use_ssl: bool,
) -> None:
    monkeypatch.setenv("MAIL", url)

    options = env.mailer("MAIL")["OPTIONS"]

    assert (options["port"], options["use_tls"], options["use_ssl"]) == (
        port,
        use_tls,
        use_ssl,
    )
    assert (options["username"], options["password"]) == ("me", "secret")


def test_mail_may_be_kept_in_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL", "file:///kho/th%C6%B0")

    assert env.mailer("MAIL")["OPTIONS"] == {"file_path": "/kho/thư"}


def test_networks_are_cut_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_SETTING", "203.0.113.7, 2001:db8::/32")

    found = env.networks("SOME_SETTING")

    assert [str(network) for network in found] == ["203.0.113.7/32", "2001:db8::/32"]
    assert env.networks("NOWHERE") == ()


def test_what_belongs_together_is_there_in_whole_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert env.all_or_none("SOME_NAME", "SOME_KEY") == {}

    monkeypatch.setenv("SOME_NAME", " mẫu ")
    with pytest.raises(ImproperlyConfigured, match="SOME_KEY not set") as problem:
        env.all_or_none("SOME_NAME", "SOME_KEY")
    assert "mẫu" not in str(problem.value)

    monkeypatch.setenv("SOME_KEY", "khóa")
    found = env.all_or_none("SOME_NAME", "SOME_KEY")
    assert found == {"SOME_NAME": "mẫu", "SOME_KEY": "khóa"}


def test_an_origin_is_named_once_without_its_page() -> None:
    pay, page = "https://vnpay.mau.test:8443/pay?x=1", "https://vnpay.mau.test:8443/"

    assert env.origins(pay, "", page) == ["https://vnpay.mau.test:8443"]


@pytest.mark.parametrize(
    ("address", "queue"),
    [
        ("redis://cache:6379/3", "redis://cache:6379/3"),
        ("unix:///run/v.sock?db=3", "redis+socket:///run/v.sock?virtual_host=3"),
        ("unix:///run/v.sock", "redis+socket:///run/v.sock?virtual_host=0"),
    ],
)
def test_the_queue_lies_in_the_database_that_is_named(
    monkeypatch: pytest.MonkeyPatch, address: str, queue: str
) -> None:
    monkeypatch.setenv("SOME_SETTING", address)

    assert env.broker("SOME_SETTING") == queue
