"""The form of a barometer file: what may stand in it, what is a mistake, and the barometer it describes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.barometers import (
    Barometer,
    Choice,
    Group,
    Grouping,
    Item,
    Language,
    OpenItem,
    Role,
    ScalePoint,
    Scope,
    Text,
    Theme,
)
from domain.sheets import Wrong
from domain.withholding import TOTAL
from storage.marked_yaml import Mistake, Place

#: `<round>:<item>:skipped` is what a button carries, in 75 characters with a round's 13.
LONGEST_ID = 24
#: The column of roles in a file of answers.
ROLE_COLUMN = "role"
#: Choices, roles and groups are options of a list.
LONGEST_OPTION = 75
#: An item is read at a glance, on a phone.
LONGEST_ITEM = 250
LONGEST_TITLE = 150
LONGEST_PARAGRAPH = 1000

_SCALE = [1, 2, 3, 4, 5, "na"]

_Id = Annotated[str, Field(pattern=rf"^[A-Za-z0-9][A-Za-z0-9_-]{{0,{LONGEST_ID - 1}}}$")]


_Option = Annotated[str, Field(pattern=r"\S", max_length=LONGEST_OPTION)]
_Statement = Annotated[str, Field(pattern=r"\S", max_length=LONGEST_ITEM)]
_Title = Annotated[str, Field(pattern=r"\S", max_length=LONGEST_TITLE)]
_Paragraph = Annotated[str, Field(pattern=r"\S", max_length=LONGEST_PARAGRAPH)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _OptionForm(_Form):
    da: _Option
    en: _Option | None = None


class _StatementForm(_Form):
    da: _Statement
    en: _Statement | None = None


class _TitleForm(_Form):
    da: _Title
    en: _Title | None = None


class _ParagraphForm(_Form):
    da: _Paragraph
    en: _Paragraph | None = None


class _RoleForm(_OptionForm):
    id: _Id


class _GroupForm(_OptionForm):
    id: _Id
    roles: list[_Id] = Field(min_length=1)


class _GroupingForm(_OptionForm):
    id: _Id
    groups: list[_GroupForm] = Field(min_length=1)


class _ScalePointForm(_OptionForm):
    value: Literal[1, 2, 3, 4, 5, "na"]


class _ItemForm(_StatementForm):
    id: _Id
    scope: Scope
    roles: list[_Id] = Field(min_length=1)
    reversed: bool = False


class _ThemeForm(_OptionForm):
    id: _Id
    discuss: _StatementForm | None = None
    items: list[_ItemForm] = Field(min_length=1)


class _OpenItemForm(_StatementForm):
    id: _Id


class _BarometerForm(_Form):
    id: _Id
    version: Annotated[int, Field(ge=1)]
    languages: list[Language] = Field(min_length=1)
    title: _TitleForm
    note: _ParagraphForm | None = None
    roles: list[_RoleForm] = Field(min_length=1)
    groupings: list[_GroupingForm] = []
    scale: list[_ScalePointForm]
    themes: list[_ThemeForm] = Field(min_length=1)
    open_items: list[_OpenItemForm] = []
    open_items_help: _ParagraphForm | None = None


#: What pydantic found, in our words: what is wrong, and what to do about it.
_TOLD: Mapping[str, tuple[str, str]] = {
    "missing": ("is missing", "Add it"),
    "missing_danish": ("is missing", "Write the Danish text; English alone is not enough"),
    "extra_forbidden": ("is not known here", "Mend the spelling, or remove it"),
    "model_type": ("should hold named values", "Write `name: value` lines below it, further in"),
    "dict_type": ("should hold named values", "Write `name: value` lines below it, further in"),
    "list_type": ("should be a list", "Write its entries below it, each beginning with a dash"),
    "too_short": ("is empty", "Add at least one entry"),
    "too_long": ("has too many entries", "Leave {max_length} at most"),
    "no_id": ("is no id", f"Use 1-{LONGEST_ID} of a-z, A-Z, 0-9, - and _, beginning with a letter or digit"),
    "string_pattern_mismatch": ("is empty", "Write a text"),
    "string_too_long": ("is too long", "Use at most {max_length} characters"),
    "string_type": ("is no text", "Write a text, in quotes if it looks like a number"),
    "int_type": ("is no whole number", "Write a whole number, without quotes"),
    "greater_than_equal": ("is too small", "Write {ge} or more"),
    "less_than_equal": ("is too large", "Write {le} or less"),
    "enum": ("is not one of the possible values", "Write {expected}"),
    "literal_error": ("is not one of the possible values", "Write {expected}"),
    "bool_type": ("is neither true nor false", "Write true or false"),
}


#: What pydantic found, as it is told of a sheet; the rest cannot stand in one.
_KINDS: Mapping[str, Wrong] = {
    "missing": Wrong.MISSING,
    "missing_danish": Wrong.MISSING,
    "too_short": Wrong.MISSING,
    "string_pattern_mismatch": Wrong.MISSING,
    "no_id": Wrong.NO_ID,
    "string_too_long": Wrong.TOO_LONG,
}


def barometer_in(data: object) -> Barometer | tuple[Mistake, ...]:
    """The barometer that a file's values describe, or everything that is wrong with them."""
    try:
        form = _BarometerForm.model_validate(data)
    except ValidationError as invalid:
        found = [misshapen(error["type"], error["loc"], error.get("ctx", {})) for error in invalid.errors()]
        return (*found, *_contradictions(data))
    return tuple(_contradictions(data)) or _barometer(form)


#: Where an id stands; the last is what pydantic calls a key of named values.
_NAMES = ("id", "after", "[key]")


def misshapen(kind: str, place: Place, context: Mapping[str, Any]) -> Mistake:
    """What pydantic found, by its name for it, as a mistake in our words."""
    if kind == "missing" and place[-1] == "da":
        kind = "missing_danish"
    if kind == "string_pattern_mismatch" and (place[-1] in _NAMES or place[-2] == "roles"):
        kind = "no_id"
    wrong, mend = _TOLD[kind]
    allowed = str(context.get("max_length", LONGEST_ID if kind == "no_id" else ""))
    place = place[:-1] if place[-1:] == ("[key]",) else place
    return Mistake(place, wrong, mend.format(**context), _KINDS.get(kind, Wrong.OTHER), allowed=allowed)


def _contradictions(data: object) -> Iterator[Mistake]:
    """What is wrong between values, found on the raw values so that it is told beside what is misshapen."""
    roles = [*_entries(data, (), "roles")]
    groupings = [*_entries(data, (), "groupings")]
    themes = [*_entries(data, (), "themes")]
    items = [item for place, theme in themes for item in _entries(theme, place, "items")]
    groups = [[*_entries(grouping, place, "groups")] for place, grouping in groupings]
    for named in (roles, groupings, themes, [*items, *_entries(data, (), "open_items")], *groups):
        yield from _doubles([((*place, "id"), entry.get("id")) for place, entry in named])
    known = [str(role["id"]) for _, role in roles if "id" in role]
    yield from chain.from_iterable(_named_as_column(item, place) for place, item in items)
    yield from _wrong_languages(data)
    yield from _wrong_scale(data)
    yield from chain.from_iterable(_wrong_roles(item, place, known) for place, item in items)
    for (place, _), within in zip(groupings, groups, strict=True):
        yield from _no_partition(place, within, known)
    if not groupings:  # each role is then a group under its own id
        yield from chain.from_iterable(_named_as_everybody(role, place, "role") for place, role in roles)
    yield from _asked_nothing(roles, [_strings(item, "roles") for _, item in items])


def _asked_nothing(roles: list[tuple[Place, Mapping[str, Any]]], asked: list[list[str]]) -> Iterator[Mistake]:
    if not asked or not all(asked):  # told already: an item without roles, or no items
        return
    named = {*chain.from_iterable(asked)}
    for place, role in roles:
        if str(role.get("id")) not in named:
            yield Mistake(place, "is asked nothing", "Name the role in an item, or remove it", Wrong.ASKED_NOTHING)


def _wrong_languages(data: object) -> Iterator[Mistake]:
    languages = _strings(data, "languages")
    if languages and "da" not in languages:
        yield Mistake(("languages",), "lack Danish", "Add da; every text needs its Danish wording")
    yield from _doubles([(("languages", position), language) for position, language in enumerate(languages)])


def _wrong_scale(data: object) -> Iterator[Mistake]:
    values = [point.get("value") for _, point in _entries(data, (), "scale")]
    if values != _SCALE:
        mend = "Write the values 1, 2, 3, 4, 5 and na, in this order; only their names are yours to choose"
        yield Mistake(("scale",), "is not the scale that figures are made for", mend)


def _wrong_roles(entry: object, place: Place, known: list[str]) -> Iterator[Mistake]:
    named = [((*place, "roles", position), role) for position, role in enumerate(_strings(entry, "roles"))]
    for role_place, role in named:
        if known and role not in known:
            wrong, mend = f"names the role {role}, which does not exist", f"Use {_listed(known)}"
            yield Mistake(role_place, wrong, mend, Wrong.UNKNOWN_ROLE, role, _listed(known))
    yield from _doubles(named)


def _no_partition(place: Place, groups: list[tuple[Place, Mapping[str, Any]]], known: list[str]) -> Iterator[Mistake]:
    """Groups that do not hold every role exactly once, or take the name of everybody."""
    for group_place, group in groups:
        yield from _wrong_roles(group, group_place, known)
        yield from _named_as_everybody(group, group_place, "group")
    grouped = Counter(role for _, group in groups for role in set(_strings(group, "roles")))
    for role in known:
        if grouped[role] > 1:
            yield Mistake(place, f"has the role {role} in {grouped[role]} groups", "Keep it in one of them")
        elif not grouped[role]:
            mend = "Put it into a group; a group of its own is fine"
            yield Mistake(place, f"leaves out the role {role}", mend)


def _named_as_everybody(entry: Mapping[str, Any], place: Place, kind: str) -> Iterator[Mistake]:
    if str(entry.get("id")).lower() == TOTAL:
        wrong, mend = f"is {TOTAL}, which means everybody", f"Give the {kind} another id"
        yield Mistake((*place, "id"), wrong, mend, Wrong.TAKEN_NAME, TOTAL)


def _named_as_column(item: Mapping[str, Any], place: Place) -> Iterator[Mistake]:
    """An item by the name of the column beside the items in a file of answers (docs/score.md) could not be scored."""
    if item.get("id") == ROLE_COLUMN:
        wrong = f"is {ROLE_COLUMN}, which is a column of every file of answers"
        yield Mistake((*place, "id"), wrong, "Give the item another id", Wrong.COLUMN_NAME, ROLE_COLUMN)


def _doubles(named: Iterable[tuple[Place, object]]) -> Iterator[Mistake]:
    seen: dict[str, Place] = {}
    for place, name in named:
        if isinstance(name, str) and name in seen:
            mend = "Each may stand once only; change or remove one"
            yield Mistake(place, f"{name} is used twice", mend, Wrong.TWICE, name, first=seen[name])
        seen.setdefault(str(name), place)


def _entries(value: object, place: Place, key: str) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """The entries of a list that are mappings, each with its place; none where there is no such list."""
    found = value.get(key) if isinstance(value, Mapping) else None
    for position, entry in enumerate(found if isinstance(found, list) else []):
        if isinstance(entry, Mapping):
            yield (*place, key, position), entry


def _strings(value: object, key: str) -> list[str]:
    found = value.get(key) if isinstance(value, Mapping) else None
    return [entry for entry in found if isinstance(entry, str)] if isinstance(found, list) else []


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _barometer(form: _BarometerForm) -> Barometer:
    return Barometer(
        id=form.id,
        version=form.version,
        languages=tuple(form.languages),
        title=_text(form.title),
        note=_text_or_none(form.note),
        roles=tuple(Role(id=role.id, name=_text(role)) for role in form.roles),
        groupings=tuple(_grouping(grouping) for grouping in form.groupings),
        scale=tuple(ScalePoint(choice=Choice(str(point.value)), name=_text(point)) for point in form.scale),
        themes=tuple(_theme(theme) for theme in form.themes),
        open_items=tuple(OpenItem(id=item.id, text=_text(item)) for item in form.open_items),
        open_items_help=_text_or_none(form.open_items_help),
    )


def _grouping(form: _GroupingForm) -> Grouping:
    groups = (Group(id=group.id, name=_text(group), roles=frozenset(group.roles)) for group in form.groups)
    return Grouping(id=form.id, name=_text(form), groups=tuple(groups))


def _theme(form: _ThemeForm) -> Theme:
    items = tuple(_item(item) for item in form.items)
    return Theme(id=form.id, name=_text(form), discuss=_text_or_none(form.discuss), items=items)


def _item(form: _ItemForm) -> Item:
    return Item(id=form.id, text=_text(form), roles=frozenset(form.roles), scope=form.scope, reversed=form.reversed)


def _text(form: _OptionForm | _StatementForm | _TitleForm | _ParagraphForm) -> Text:
    return Text(da=form.da, en=form.en)


def _text_or_none(form: _StatementForm | _ParagraphForm | None) -> Text | None:
    return None if form is None else _text(form)
