"""Command lines and environments of the parts."""

from pathlib import Path

import pytest

from footlib.launch import parts
from footlib.settings import Settings, load


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
