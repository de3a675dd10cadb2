import io

import pytest
from rich.console import Console

from footlib import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_how_far_it_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    assert Console(file=terminal).is_terminal
    with progress.bar("Exporting", 2000, terminal) as done:
        done(500)
        done(1500)
    assert "Exporting" in terminal.getvalue()
    assert "2000/2000" in terminal.getvalue()


def test_a_pipe_sees_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    with progress.bar("Exporting", 2) as done:
        done(2)
    assert capsys.readouterr() == ("", "")
