"""A template to take along: which version, in which language, as what, for whom."""

from __future__ import annotations

from io import BytesIO

import docx

from sandbox.files import File
from tests.conversations.house import HERE, House, Someone
from tests.conversations.test_walks import begin


def files_of(house: House, who: Someone) -> list[File]:
    """The files in somebody's direct message with the app, oldest first."""
    ids = [file["id"] for message in who.messages() for file in message.files]
    return [house.workspace.files.by_id[name] for name in ids]


def read(file: File) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(file.data or b"")).paragraphs)


async def test_the_draft_comes_as_word_to_whoever_asks(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.writes("På herberget Egely.")
    await mette.types("/icm dokument", channel=HERE)
    await mette.submits()
    assert "Jeg laver filen" in mette.modal.text
    [file] = files_of(house, mette)
    assert file.name == "icm-boern-og-familie-kladde-2027-01-11.docx"
    text = read(file)
    assert "På herberget Egely." in text
    assert "Skrevet af Mette" in text
    assert "Ikke besvaret" in text
