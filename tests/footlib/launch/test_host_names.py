"""By which names a dashboard without a token answers."""

import pytest

from footlib.launch.host_names import is_known


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
