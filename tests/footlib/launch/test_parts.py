"""Command lines and environments of the parts."""

import socket
import subprocess
from pathlib import Path

import pytest

from footlib.errors import SettingsError
from footlib.launch import notebooks, parts
from footlib.launch.run import of_page
from footlib.settings import Settings, load, reachable
from footlib.store.embedded import free_port


def test_children_inherit_no_setting_that_the_parent_did_not_hand_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"USERNAME": "bob", "ANOMALIES_TRASHOLD": "0.50", "BROWSER": "/bin/chromium"}.items():
        monkeypatch.setenv(f"FOOTWATCH_{name}", value)
    settings = Settings(host="127.0.0.1", anomalies_threshold=0.5, token=None)
    for part in (parts.cacher(settings), parts.dashboard(settings, tmp_path)):
        variables = part.variables()
        assert variables["FOOTWATCH_BROWSER"] == "/bin/chromium"
        child = load(environ=variables)
        assert (child.username, child.token, child.anomalies_threshold) == (None, None, 0.5)


def test_a_dashboard_whose_configuration_fails_does_not_open_without_its_token(tmp_path: Path) -> None:
    folder = notebooks.copy(tmp_path / "notebooks")
    with (folder / "voila" / "config" / "voila.py").open("a") as file:
        file.write("raise OSError('nothing left')\n")
    part = parts.dashboard(Settings(web_port=free_port(), token="open-sesame"), folder)
    done = subprocess.run(
        part.command, env=part.variables(), cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    assert "nothing left" in done.stderr


@pytest.mark.parametrize("bind", ["", "0.0.0.0", "127.0.0.1", "::", "::1"])
def test_port_is_tried_at_the_address_that_is_asked_for(bind: str) -> None:
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.create_server((bind, 0), family=family) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port} on {bind} cannot be taken"):
            parts.require_free(bind, port, "--port")
    parts.require_free(bind, port, "--port")


def test_an_address_of_another_machine_is_no_matter_of_who_listens() -> None:
    with pytest.raises(SettingsError, match="name an address of this machine with BIND"):
        parts.require_free("192.0.2.1", 8050, "--port")


def test_address_that_a_browser_takes() -> None:
    listening = ("", "0.0.0.0", "10.0.0.7", "::", "::1", "monitor.example")
    asked = ["127.0.0.1", "127.0.0.1", "10.0.0.7", "[::1]", "[::1]", "monitor.example"]
    assert [reachable(bind) for bind in listening] == asked


def test_who_edits_the_page_sees_its_tracebacks_unless_a_setting_says_otherwise() -> None:
    assert not of_page(load(environ={}), None, edited=False).show_tracebacks
    assert of_page(load(environ={}), None, edited=True).show_tracebacks
    refused = load(environ={"FOOTWATCH_SHOW_TRACEBACKS": "false"})
    assert not of_page(refused, None, edited=True).show_tracebacks
