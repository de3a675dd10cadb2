import base64
import re
from pathlib import Path

import numpy as np
import pytest
import redis

from footlib.drawing.palette import Theme
from footlib.drawing.surface import picture
from footlib.drawing.times import LocalTime
from footlib.errors import SettingsError
from footlib.importing import import_recording
from footlib.reporting import Letter, render
from footlib.reporting.logo import MOST, data_uri
from footlib.settings import Settings, load
from tests.commands import footwatch
from tests.footlib.reporting.contents import content, walk
from tests.footlib.reporting.test_page import Page

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
INKSCAPE = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xml:space="preserve" viewBox="0 0 9 9"
  xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:version="1.2 (dc2aeda)" id="svg1">
  <sodipodi:namedview id="base" pagecolor="#ffffff" inkscape:zoom="0.7"/>
  <metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><cc:Work xmlns:cc="http://creativecommons.org/ns#"
    rdf:about=""><dc:format xmlns:dc="http://purl.org/dc/elements/1.1/">image/svg+xml</dc:format></cc:Work></rdf:RDF></metadata>
  <g inkscape:groupmode="layer" style="display:inline;fill:#00f" aria-label="Ward 7 (north)">
  <use xlink:href="#base" transform="translate(1,2)"/></g></svg>"""
DEFAULTED = '<!DOCTYPE svg [<!ATTLIST g onload CDATA "a()">]>'
PNG = picture(np.full(6, 500.0), Theme.LIGHT)
JPEG = b"\xff\xd8\xff\xe0" + bytes(40) + b"\xff\xd9"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "png"),
        (JPEG, "jpeg"),
        (SVG.format('<circle r="4"/>').encode(), "svg+xml"),
        (b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "SVG 1.1" "x">' + SVG.format("").encode(), "svg+xml"),
        (SVG.format('<defs><g id="a"/></defs><use href="#a"/>').encode(), "svg+xml"),
        (SVG.format("<style>.on { fill: red }</style>").encode("utf-16"), "svg+xml"),
        (
            SVG.format('<rect fill="url( &quot;#a&quot; )" style="fill:url(#b)" transform="scale(2)"/>').encode(),
            "svg+xml",
        ),
        (SVG.format('<image href="data:image/png;base64,AAAA"/>').encode(), "svg+xml"),
        (SVG.format("<style>@media (prefers-color-scheme: dark) { .on { fill: red } }</style>").encode(), "svg+xml"),
        (INKSCAPE.encode(), "svg+xml"),
    ],
)
def test_a_picture_becomes_a_part_of_the_page(tmp_path: Path, data: bytes, kind: str) -> None:
    (tmp_path / "logo").write_bytes(data)
    uri = data_uri(str(tmp_path / "logo"))
    assert uri.startswith(f"data:image/{kind};base64,")
    assert base64.b64decode(uri.partition(",")[2]) == data
    assert f'<img src="{uri}" alt="">' in render(content(walk()), Letter(logo=uri)).replace("&#43;", "+")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"%PDF-1.7", "is no picture"),
        (b"", "is no picture"),
        (PNG[:200], "is no picture"),
        (b"<html><body/></html>", "is no picture"),
        (b"<svg/>", "is no picture"),
        (SVG.format("<g>").encode(), "is no picture"),
        (SVG.format("<script>1</script>").encode(), "holds the element script"),
        (SVG.format('<x:script xmlns:x="http://www.w3.org/2000/svg"/>').encode(), "holds the element script"),
        (SVG.format("<script>1</script>").encode("utf-16"), "holds the element script"),
        (SVG.format("<foreignObject/>").encode(), "holds the element foreignObject"),
        (SVG.format('<g OnLoad="a()"/>').encode(), "holds the attribute OnLoad"),
        (SVG.format('<a href="#a"/>').encode(), "holds the element a"),
        (SVG.format('<use href=" javascript:a()"/>').encode(), "asks for something outside of it"),
        (SVG.format('<g xml:base="https://example.org/"/>').encode(), "holds the attribute base"),
        (SVG.format('<image href="data:image/svg+xml,a"/>').encode(), "asks for something outside of it"),
        (SVG.format('<animate attributeName="href" values="javascript:a()"/>').encode(), "holds the element animate"),
        (SVG.format('<set attributeName="href" to="javascript:a()"/>').encode(), "holds the element set"),
        (SVG.format('<iframe xmlns="http://www.w3.org/1999/xhtml" srcdoc="a"/>').encode(), "holds the element iframe"),
        (SVG.format('<x:g xmlns:x="http://www.w3.org/1999/xhtml"/>').encode(), "holds the element g"),
        (SVG.format('<metadata><b xmlns="http://www.w3.org/1999/xhtml"/></metadata>').encode(), "holds the element b"),
        (SVG.format("<feImage/>").encode(), "holds the element feImage"),
        (SVG.format("<style>@import url(https://example.org/a);</style>").encode(), "holds a style with @"),
        (SVG.format("<style>@import 'https://example.org/a';</style>").encode(), "holds a style with @"),
        (
            SVG.format("<style>g{fill:url<!-- -->(https://example.org/a)}</style>").encode(),
            "asks for something outside",
        ),
        (SVG.format("<style>g{fill:url<g/>(https://example.org/a)}</style>").encode(), "holds the element g"),
        (SVG.format("<style>g{fill:u\\72l(https://example.org/a)}</style>").encode(), r"holds a style with \\"),
        (
            SVG.format("<style>svg{background:image-set('//a' 1x)}</style>").encode(),
            r"holds a style with image-set\(\)",
        ),
        (SVG.format('<g style="fill:url(http://a)"/>').encode(), r"asks for something outside of it, by a style"),
        (SVG.format("<g fill=\"url(#a) URL( '//a')\"/>").encode(), r"asks for something outside of it, by a style"),
        (SVG.format("<g mask=\"image('//a')\"/>").encode(), r"holds a style with image\(\)"),
        (f'<?xml-stylesheet href="//a"?>{SVG.format("")}'.encode(), "holds the instruction xml-stylesheet"),
        (f"{DEFAULTED}{SVG.format('<g/>')}".encode(), "holds the attribute onload"),
        (SVG.format('<image href="https://example.org/x.png"/>').encode(), "asks for something outside of it"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;").encode(), "declares entities"),
        (PNG + bytes(MOST), "has more than 1024 KiB"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(tmp_path: Path, data: bytes, why: str) -> None:
    file = tmp_path / "logo"
    file.write_bytes(data)
    with pytest.raises(SettingsError, match=rf"REPORT_LOGO is \S+/logo, which {why}.*; name a PNG, JPEG"):
        data_uri(str(file))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"which cannot be read \(No such file or directory\); name a PNG"):
        data_uri(str(tmp_path / "nowhere.png"))


@pytest.mark.parametrize("written", ["Gait lab\\nHospital Road 1\\n", "  Gait lab\n  Hospital Road 1\n"])
def test_an_address_has_several_lines(written: str) -> None:
    settings = load(environ={"FOOTWATCH_REPORT_ADDRESS": written})
    assert settings.report_address == "Gait lab\nHospital Road 1"
    assert load(environ=settings.environment()).report_address == settings.report_address
    html = render(content(walk()), Letter.of(settings))
    assert "<address>Gait lab\nHospital Road 1</address>" in html
    assert "letterhead" not in Page(render(content(walk()))).tags


def test_a_note_is_told_as_text() -> None:
    html = render(content(walk()), Letter(note="walks <b>faster</b>\nthan before"))
    assert "<p>walks &lt;b&gt;faster&lt;/b&gt;\nthan before</p>" in html
    assert 'class="remark"' not in render(content(walk()))


def test_times_are_those_of_the_readers_clock() -> None:
    text = Page(render(content(walk()), Letter(times=LocalTime("Asia/Tokyo")))).text
    assert "JST (UTC+0900)" in text
    assert len(re.findall(r"07:13:[2-5]0", text)) >= 4, "header and axes"
    assert "22:13" not in text


def test_the_command_writes_letter_head_and_note(settings: Settings, tmp_path: Path) -> None:
    with redis.Redis(settings.host or "", settings.port) as connection:
        connection.flushall()
    import_recording(settings, walk(), 9)
    (tmp_path / "logo.png").write_bytes(PNG)
    letter = {"FOOTWATCH_REPORT_LOGO": str(tmp_path / "logo.png"), "FOOTWATCH_REPORT_ADDRESS": "Gait lab"}
    asked = "report", "9", "--out", tmp_path / "report.html", "--note", "a steady walk"
    done = footwatch(*asked, environment=settings.environment() | letter)
    assert done.code == 0, done.err
    page = Page((tmp_path / "report.html").read_text())
    assert page.tags.count("img") == 1
    assert page.text.index("Gait lab") < page.text.index("a steady walk") < page.text.index("Quality of the data")
    (tmp_path / "logo.png").write_bytes(b"nothing")
    done = footwatch(*asked, "--force", environment=settings.environment() | letter)
    assert done.code == 1
    assert "which is no picture; name a PNG, JPEG or SVG picture of up to 1024 KiB" in done.err
