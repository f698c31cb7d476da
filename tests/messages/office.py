"""Word and Excel files as others open them: unpacked, and by LibreOffice; and texts that try to be more than text."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from itertools import cycle
from pathlib import Path
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring

from domain.barometers import Barometer, Text
from messages.pages import Part
from tests.messages.results import shipped

#: Formulas, fields, templates, markup, entities and characters that XML forbids or nobody sees.
INJECTIONS = (
    *("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "＝1+1", "＋1", "－1", "＠x", "'=1+1"),
    *('=HYPERLINK("https://bank.example";"klik")', "=cmd|' /C calc'!A0", '=WEBSERVICE("https://bank.example")'),
    *("_x003D_1+1", "_x0000_", "{=1+1}", '=DDE("cmd";"/C calc";"x")', "=IMPORTXML(CONCAT(1),2)"),
    *("{{7919*7907}}", "${7919*7907}", "#{7919*7907}", "{0.__class__}", "%s%n%d", "{% for x in y %}", "{unit}"),
    *("{ DATE }", '{ INCLUDETEXT "https://bank.example" }', "MERGEFIELD navn", '<w:fldSimple w:instr="DATE"/>'),
    *("</w:t></w:r></w:p>", "]]>", "<!DOCTYPE x>", "&xxe;", "&amp;", "<a href='https://bank.example'>x</a>"),
    *("https://bank.example/log-ind", "\\\\server\\share", "file:///etc/passwd", "Æ <b>fed</b> *fed* `kode`"),
    *("\x00=1+1", "\x1b[31m", "\ufeff=1+1", "\u200b=1+1", "\u202egnol", "\ufffe\uffff", "e\u0301", "😀", "a\x0bb\x0cc"),
)
UNIT = '=HYPERLINK("https://bank.example";"Børn & Familie")'


def hostile() -> Barometer:
    """The shipped barometer with one of these texts in every place."""
    texts = cycle(INJECTIONS)

    def text() -> Text:
        return Text(next(texts), next(texts))

    barometer = shipped()
    themes = tuple(
        replace(theme, name=text(), discuss=text(), items=tuple(replace(item, text=text()) for item in theme.items))
        for theme in barometer.themes
    )
    groupings = tuple(
        replace(one, name=text(), groups=tuple(replace(group, name=text()) for group in one.groups))
        for one in barometer.groupings
    )
    return replace(
        barometer,
        title=text(),
        note=text(),
        roles=tuple(replace(role, name=text()) for role in barometer.roles),
        scale=tuple(replace(point, name=text()) for point in barometer.scale),
        groupings=groupings,
        themes=themes,
        open_items=tuple(replace(item, text=text()) for item in barometer.open_items),
    )


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a file by name."""
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def check_that_nothing_is_hidden(data: bytes) -> None:
    """Raise where a file holds more than what is seen in it, or says who made it when."""
    parts = unpacked(data)
    allowed = re.compile(
        r"\[Content_Types\]\.xml|(.*/)?_rels/[\w.]*\.rels|docProps/(core|app)\.xml"
        r"|word/(document|styles|settings|webSettings|fontTable|numbering|header1|footer1)\.xml"
        r"|word/theme/theme1\.xml|word/media/image\d+\.png"
        r"|xl/(workbook|styles|sharedStrings)\.xml|xl/theme/theme1\.xml|xl/worksheets/sheet\d\.xml"
    )
    assert [name for name in parts if not allowed.fullmatch(name)] == []
    everything = b"".join(body for name, body in parts.items() if not name.endswith(".png"))
    for forbidden in (
        b'TargetMode="External"',
        b"<vt:",
        b"python",
        b"openpyxl",
        b'hidden="1"',
        b"w:vanish",
        b"w:rsids",
        b"veryHidden",
    ):
        assert forbidden not in everything, forbidden
    with ZipFile(BytesIO(data)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not package.comment


def properties(data: bytes) -> dict[str, str]:
    """What a file says of itself."""
    core = fromstring(unpacked(data)["docProps/core.xml"])
    return {one.tag.rpartition("}")[2]: one.text or "" for one in core}


def opened_in_office(files: Mapping[str, bytes]) -> dict[str, Element]:
    """The files as LibreOffice has understood them, as its flat XML by name; raises where one cannot be opened.

    A test that does this is marked `libreoffice`.
    """
    with tempfile.TemporaryDirectory(prefix="anker-office-") as folder:
        place = Path(folder)
        for name, data in files.items():
            (place / name).write_bytes(data)
        for kind, flat in (("docx", "fodt"), ("xlsx", "fods")):
            chosen = [str(place / name) for name in files if name.endswith(kind)]
            if chosen:
                _convert(place, flat, chosen)
        flats = {"docx": "fodt", "xlsx": "fods"}
        names = {name: f"{name.rpartition('.')[0]}.{flats[name.rpartition('.')[2]]}" for name in files}
        return {name: fromstring((place / flat).read_bytes()) for name, flat in names.items()}


def _convert(place: Path, flat: str, files: list[str]) -> None:
    profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
    assert shutil.which("soffice"), "LibreOffice (soffice) is missing: `make office` installs it or says how to"
    command = ["soffice", "--headless", profile, "--convert-to", flat, "--outdir", str(place), *files]
    done = subprocess.run(command, capture_output=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr.decode()


def named(root: Element, name: str) -> list[Element]:
    """Every element of this name, whatever its namespace."""
    return [one for one in root.iter() if one.tag.rpartition("}")[2] == name]


def attributes(root: Element, name: str) -> list[str]:
    """The values of every attribute of this name, whatever its namespace."""
    return [value for one in root.iter() for key, value in one.attrib.items() if key.rpartition("}")[2] == name]


def texts_of(parts: list[Part]) -> str:
    """All that stands in the parts of a page."""
    return "\n".join(map(str, parts))
