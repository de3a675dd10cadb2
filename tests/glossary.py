"""Words and keys in the documents: `python -m tests.glossary` writes them anew, of what the page's own help says."""

import re
from pathlib import Path

from footlib.ui.model.glossary import keys_table, page
from tests.wheel import ROOT

GLOSSARY = ROOT / "docs" / "glossary.md"
DASHBOARD = ROOT / "docs" / "dashboard.md"
KEYS = re.compile(r"(?<=\n\n)\| key \| does \|\n(?:\|.*\n)+")


def written() -> dict[Path, str]:
    """What the documents should hold, by file."""
    dashboard, found = KEYS.subn(lambda _: keys_table() + "\n", DASHBOARD.read_text())
    assert found == 1
    return {GLOSSARY: page(), DASHBOARD: dashboard}


if __name__ == "__main__":
    for file, text in written().items():
        file.write_text(text)
