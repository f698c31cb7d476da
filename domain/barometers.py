"""A barometer as a content file writes it: who is asked which item, on which scale, and how roles are grouped."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

RoleId = str
ItemId = str
ThemeId = str
GroupId = str
GroupingId = str
BarometerId = str
Language = Literal["da", "en"]
Scope = Literal["self", "unit"]


class BarometerError(Exception):
    """Something asked of a barometer that it does not have."""


class UnknownItem(BarometerError):  # noqa: N818 - read aloud where it is raised
    """The barometer has no item of this id, in this version."""


class UnknownRole(BarometerError):  # noqa: N818 - read aloud where it is raised
    """The barometer has no role of this id."""


class UnknownGrouping(BarometerError):  # noqa: N818 - read aloud where it is raised
    """The barometer has no grouping of this id."""


class NotAsked(BarometerError):  # noqa: N818 - read aloud where it is raised
    """The item exists, but is not asked of people in this role."""


class NotOffered(BarometerError):  # noqa: N818 - read aloud where it is raised
    """The choice is not one of those that the item's scale offers."""


@dataclass(frozen=True, slots=True)
class Text:
    """A wording in Danish, and in English where somebody has translated it."""

    da: str
    en: str | None = None

    def in_(self, language: Language) -> str:
        """The wording in the language, in Danish where English is missing."""
        return self.en if language == "en" and self.en is not None else self.da


class Choice(StrEnum):
    """What a person can do with an item; the values are those of buttons, stored answers and files."""

    STRONGLY_DISAGREE = "1"
    DISAGREE = "2"
    NEITHER = "3"
    AGREE = "4"
    STRONGLY_AGREE = "5"
    NOT_RELEVANT = "na"
    SKIPPED = "skipped"

    @property
    def level(self) -> int | None:
        """1 (strongly disagree) to 5 (strongly agree); None where there is no opinion to count."""
        return int(self.value) if self.value.isdigit() else None


@dataclass(frozen=True, slots=True)
class Role:
    """What a person is in the department; decides which items they are asked."""

    id: RoleId
    name: Text


@dataclass(frozen=True, slots=True)
class Group:
    """Roles that are shown together."""

    id: GroupId
    name: Text
    roles: frozenset[RoleId]


@dataclass(frozen=True, slots=True)
class Grouping:
    """A partition of the barometer's roles: every role stands in exactly one group."""

    id: GroupingId
    name: Text
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class ScalePoint:
    """One choice that everybody is offered, as it is worded."""

    choice: Choice
    name: Text


@dataclass(frozen=True, slots=True)
class Item:
    """One statement; `scope`: it speaks of oneself or of the unit; `reversed`: agreeing with it is bad news."""

    id: ItemId
    text: Text
    roles: frozenset[RoleId]
    scope: Scope
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """Items that are read together, and the question they should lead to at the meeting."""

    id: ThemeId
    name: Text
    discuss: Text | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A question answered in one's own words."""

    id: ItemId
    text: Text


@dataclass(frozen=True, slots=True)
class Barometer:
    """A questionnaire; id and version together name it for ever, so that two rounds can be compared.

    A barometer without groupings gets one, `roles`, with each role by itself.
    """

    id: BarometerId
    version: int
    languages: tuple[Language, ...]
    title: Text
    note: Text | None
    roles: tuple[Role, ...]
    groupings: tuple[Grouping, ...]
    scale: tuple[ScalePoint, ...]
    themes: tuple[Theme, ...]
    open_items: tuple[OpenItem, ...] = ()
    open_items_help: Text | None = None

    def __post_init__(self) -> None:
        if not self.groupings:
            object.__setattr__(self, "groupings", (each_role_by_itself(self.roles),))

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in the order in which it is asked."""
        return tuple(item for theme in self.themes for item in theme.items)

    def items_for(self, role_id: RoleId) -> tuple[Item, ...]:
        """The items that people in the role are asked, in order; raises `UnknownRole`."""
        self.role(role_id)
        return tuple(item for item in self.items if role_id in item.roles)

    def item(self, item_id: ItemId) -> Item:
        """The item; raises `UnknownItem`."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise UnknownItem(item_id)

    def theme_of(self, item_id: ItemId) -> Theme:
        """The theme that the item stands in; raises `UnknownItem`."""
        for theme in self.themes:
            if any(item.id == item_id for item in theme.items):
                return theme
        raise UnknownItem(item_id)

    def role(self, role_id: RoleId) -> Role:
        """The role; raises `UnknownRole`."""
        for role in self.roles:
            if role.id == role_id:
                return role
        raise UnknownRole(role_id)

    def grouping(self, grouping_id: GroupingId) -> Grouping:
        """The grouping; raises `UnknownGrouping`."""
        for grouping in self.groupings:
            if grouping.id == grouping_id:
                return grouping
        raise UnknownGrouping(grouping_id)

    def check(self, role: RoleId, item_id: ItemId, choice: Choice) -> None:
        """Refuse an answer that this role could not have been offered.

        Raises `UnknownItem`, `NotAsked`, or `NotOffered` where the choice is not on the scale; skipping always is.
        """
        if role not in self.item(item_id).roles:
            raise NotAsked(item_id)
        if choice is not Choice.SKIPPED and all(point.choice is not choice for point in self.scale):
            raise NotOffered(choice)


def each_role_by_itself(roles: tuple[Role, ...]) -> Grouping:
    """The grouping `roles`, in which every role is a group of its own under its own name."""
    groups = tuple(Group(id=role.id, name=role.name, roles=frozenset({role.id})) for role in roles)
    return Grouping(id="roles", name=Text(da="Hver rolle for sig", en="Each role by itself"), groups=groups)
