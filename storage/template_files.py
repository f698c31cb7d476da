"""Template files: their form, what is a mistake in them, and the templates that they describe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.barometers import Language, Text
from domain.templates import Element, Prompt, SideNote, Template, TemplateId
from storage.barometer_files import misshapen
from storage.content import named, read_all, read_one
from storage.marked_yaml import Mistake, Place

#: Templates are read from files of these names; other content stands in the same folder.
TEMPLATE_FILES = ("*template*.yaml", "*template*.yml", "*skabelon*.yaml", "*skabelon*.yml")

LONGEST_ID = 24
LONGEST_NAME = 150
LONGEST_TEXT = 3000

_Id = Annotated[str, Field(pattern=rf"^[A-Za-z0-9][A-Za-z0-9_-]{{0,{LONGEST_ID - 1}}}$")]
_Name = Annotated[str, Field(pattern=r"\S", max_length=LONGEST_NAME)]
_Long = Annotated[str, Field(pattern=r"\S", max_length=LONGEST_TEXT)]


class UnknownTemplate(Exception):  # noqa: N818 - read aloud where it is raised
    """No content file has this template, or not in this version."""


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _NameForm(_Form):
    da: _Name
    en: _Name | None = None


class _LongForm(_Form):
    da: _Long
    en: _Long | None = None


class _PromptForm(_LongForm):
    id: _Id
    follows: _Id | None = None


class _ElementForm(_NameForm):
    id: _Id
    note: _LongForm | None = None
    prompts: list[_PromptForm] = Field(min_length=1)
    note_follows: _Id | None = None


class _SideNoteForm(_LongForm):
    prompts: list[_Id] = Field(min_length=1)
    checked: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class _TemplateForm(_Form):
    id: _Id
    version: Annotated[int, Field(ge=1)]
    languages: list[Language] = Field(min_length=1)
    title: _NameForm
    introduction: _LongForm
    elements: list[_ElementForm] = Field(min_length=1)
    side_notes: list[_SideNoteForm] = []
    aliases: _LongForm | None = None


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates that the content folders hold, in the order of folders and file names."""

    templates: tuple[Template, ...] = ()

    def get(self, template_id: TemplateId, version: int) -> Template:
        """The template in exactly this version; raises `UnknownTemplate`."""
        for template in self.templates:
            if (template.id, template.version) == (template_id, version):
                return template
        raise UnknownTemplate(f"{template_id}, version {version}")

    def every(self) -> tuple[Template, ...]:
        """All of them, in every version."""
        return self.templates

    def all(self) -> tuple[Template, ...]:
        """The newest version of every template: what a new walk can choose from."""
        newest = {one.id: one for one in sorted(self.templates, key=lambda one: one.version)}
        return tuple(newest[template_id] for template_id in dict.fromkeys(one.id for one in self.templates))


def load_templates(folders: Sequence[Path]) -> Templates:
    """Every template in the folders, a municipality's own beside ours; raises `ContentError` with all mistakes."""
    return Templates(read_all(named(folders, TEMPLATE_FILES), read_template))


def read_template(path: Path) -> Template:
    """The template of one file; raises `ContentError` with all its mistakes, in the order of the lines."""
    return read_one(path, template_in)


def template_in(data: object) -> Template | tuple[Mistake, ...]:
    """The template that a file's values describe, or everything that is wrong with them."""
    try:
        form = _TemplateForm.model_validate(data)
    except ValidationError as invalid:
        return tuple(misshapen(error["type"], error["loc"], error.get("ctx", {})) for error in invalid.errors())
    return tuple(_contradictions(form)) or _template(form)


def _contradictions(form: _TemplateForm) -> Iterator[Mistake]:
    prompts: set[str] = set()
    elements: set[str] = set()
    for at, element in enumerate(form.elements):
        here: Place = ("elements", at)
        yield from _known_before(element.id, element.note_follows, elements, (*here, "note_follows"), (*here, "id"))
        for within, prompt in enumerate(element.prompts):
            place = (*here, "prompts", within)
            yield from _known_before(prompt.id, prompt.follows, prompts, (*place, "follows"), (*place, "id"))
    for at, note in enumerate(form.side_notes):
        for within, name in enumerate(note.prompts):
            if name not in prompts:
                yield Mistake(
                    ("side_notes", at, "prompts", within), f"names {name}, which is no question", "Name one above"
                )
        if not _is_day(note.checked):
            yield Mistake(("side_notes", at, "checked"), "is no day of the calendar", "Write it as 2026-11-22")
    if "da" not in form.languages:
        yield Mistake(("languages",), "lack Danish", "Add da; every text needs its Danish wording")


def _known_before(name: str, follows: str | None, seen: set[str], place: Place, own: Place) -> Iterator[Mistake]:
    """An id that was used already, or one that follows what does not stand before it."""
    if name in seen:
        yield Mistake(own, f"{name} is used twice", "Each may stand once only; change or remove one")
    if follows is not None and follows not in seen:
        yield Mistake(place, f"names {follows}, which does not stand before it", "Name one that does, or remove it")
    seen.add(name)


def _is_day(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True


def _template(form: _TemplateForm) -> Template:
    return Template(
        id=form.id,
        version=form.version,
        languages=tuple(form.languages),
        title=_text(form.title),
        introduction=_text(form.introduction),
        elements=tuple(_element(element) for element in form.elements),
        side_notes=tuple(_side_note(note) for note in form.side_notes),
        aliases=_text(form.aliases) if form.aliases else None,
    )


def _element(form: _ElementForm) -> Element:
    prompts = tuple(Prompt(prompt.id, _text(prompt), prompt.follows) for prompt in form.prompts)
    note = _text(form.note) if form.note else None
    return Element(form.id, _text(form), note, prompts, form.note_follows)


def _side_note(form: _SideNoteForm) -> SideNote:
    return SideNote(frozenset(form.prompts), _text(form), date.fromisoformat(form.checked))


def _text(form: _NameForm | _LongForm) -> Text:
    return Text(da=form.da, en=form.en)
