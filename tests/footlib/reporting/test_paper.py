import re
from pathlib import Path

import pytest

from footlib.errors import ExportError
from footlib.reporting import paper, render
from tests.footlib.reporting.contents import content, walk


@pytest.mark.e2e
def test_a_page_is_printed() -> None:
    pdf = paper.to_pdf(render(content(walk())))
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) in {3, 4}


def test_without_a_chromium_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ExportError, match=r"needs a Chromium.*ends in \.html"):
        paper.to_pdf("<p>")


def test_a_browser_that_does_not_print_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    browser = tmp_path / "chromium"
    browser.write_text("#!/bin/sh\necho no display >&2\n")
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(ExportError, match=r"does not print \(no display\)"):
        paper.to_pdf("<p>")
