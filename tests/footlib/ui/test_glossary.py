"""One source says what words mean and what keys do: the page, the documents and the browser agree."""

import re
from xml.etree import ElementTree as ET

from footlib.ui.cards.glossary_html import dialog, term_link
from footlib.ui.model.glossary import KEYS, TERMS, keys_table, page
from tests.glossary import written
from tests.wheel import ROOT

EVENTS = {"Space": " ", "←": "ArrowLeft", "→": "ArrowRight"}
"""What browsers call a key, where that is not what stands on it."""


def test_the_documents_say_what_the_page_says() -> None:
    for file, text in written().items():
        assert file.read_text() == text, f"python -m tests.glossary writes {file.name} anew"


def test_each_key_that_is_bound_is_told_and_no_other() -> None:
    source = (ROOT / "web" / "page" / "keys.js").read_text()
    bound = set(re.findall(r'^  \["(.+?)", "\w+"\],$', source, re.MULTILINE)) | {"?"}
    told = {EVENTS.get(name, name.lower() if len(name) == 1 else name) for one in KEYS for name in one.names}
    assert told == bound


def test_the_dialog_and_the_document_hold_every_word_and_key() -> None:
    tree = ET.fromstring(str(dialog()))
    meanings = {one.get("data-meaning"): " ".join("".join(one.itertext()).split()) for one in tree.iter("div")}
    document = " ".join(page().split())
    for term in TERMS:
        assert meanings[term.key] == " ".join(filter(None, (term.words, term.technical))) + term.meaning
        assert term.meaning in document
        assert term.technical in document
    assert [one.text for one in tree.iter("kbd")] == [name for one in KEYS for name in one.names]
    for one in KEYS:
        assert one.does in keys_table()


def test_a_word_bears_its_technical_word_and_what_it_is_just_now() -> None:
    link = ET.fromstring(str(term_link("contact", "On the ground L / R", "Now on / off at L 174 / 88 counts.")))
    assert link.text == "On the ground L / R"
    tip = link.get("title", "")
    assert tip.startswith("contact time / time, on and off thresholds: ")
    assert tip.endswith("Now on / off at L 174 / 88 counts.")


def test_keys_of_terms_are_unique() -> None:
    assert len({term.key for term in TERMS}) == len(TERMS)
