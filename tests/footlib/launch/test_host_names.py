"""By which names a dashboard without a token answers."""

import socket

import pytest

from footlib.launch.host_names import is_known, known_names


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("localhost:8050", True),
        ("LOCALHOST", True),
        ("ward.localhost:80", True),
        ("127.0.0.1:8050", True),
        ("192.168.3.4", True),
        ("[::1]:8050", True),
        ("footwatch.example:443", True),
        ("Footwatch.Example.", True),
        ("evil.example:8050", False),
        ("footwatch.example.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example", False),
        ("notlocalhost", False),
        ("", False),
    ],
)
def test_a_name_is_known_or_not(asked: str, known: bool) -> None:
    assert is_known(asked, {"footwatch.example"}) is known


@pytest.mark.parametrize("unset", ["", " ", "."])
@pytest.mark.parametrize("asked", ["", ".", ":8050", "[]:8050", " "])
def test_a_request_that_names_nobody_is_refused_whatever_is_unset(unset: str, asked: str) -> None:
    assert not is_known(asked, {unset})
    assert not is_known(asked, known_names([unset]))


def test_names_are_compared_as_they_are_meant() -> None:
    own = socket.gethostname().lower()
    names = known_names(["", " Ward7.Clinic.Example. "])
    assert names == {own, f"{own}.local", "ward7.clinic.example"}
    assert is_known("ward7.clinic.example:8050", names)
    assert is_known(f"{own.upper()}:8050", names)
