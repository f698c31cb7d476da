"""The guide for a focus group as a Word file: what to ask, and why, from a release alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain import focus_groups
from domain.barometers import Item, RoleId
from domain.courses import Course
from domain.focus_groups import CLOSING_MINUTES, OPENING_MINUTES, Group, Why, guide, minutes_of
from domain.releases import Release
from domain.round_numbers import RoundNumber
from domain.rounds import Round
from messages.labels import barometer_name
from messages.office_files import file_name
from messages.pages import Bullets, Column, Facts, Frame, Heading, Paragraph, Part, Row, Table
from messages.readings import agreeing, answered, caveat
from messages.report_tables import numbered
from messages.wording import Words

#: Who leads the work: a group of these alone is asked as the leadership.
LEADERS = frozenset({"leder", "faglig_leder"})


@dataclass(frozen=True, slots=True)
class GuidePaper:
    """What a guide is made of; `number` is which barometer the result is of, `minutes` how long it takes."""

    course: Course
    group: Group
    asked: Round
    release: Release
    number: RoundNumber

    @property
    def minutes(self) -> int:
        return self.course.type.milestone(self.group.milestone).minutes or focus_groups.DEFAULT_MINUTES


def word_file(paper: GuidePaper, words: Words, letterhead: bytes | None = None) -> bytes:
    """The document as a Word file; the same paper gives the same bytes. Raises `NotALetterhead`."""
    from messages.letterhead import on_letterhead  # noqa: PLC0415 - loads python-docx, which only a document needs
    from messages.typesetting import typeset  # noqa: PLC0415

    return typeset(_frame(paper, words), parts(paper, words), on_letterhead(letterhead) if letterhead else None)


def name_of(paper: GuidePaper, words: Words) -> str:
    """What the file is called: "interviewguide-ledelsen-boern-og-familie.docx"."""
    group = group_name(paper.group.roles, paper.asked, words)
    return file_name(title(words), group[:30], paper.asked.unit[:30], kind="docx")


def title(words: Words) -> str:
    return words("Interviewguide")


def group_name(roles: Iterable[RoleId], asked: Round, words: Words) -> str:
    """What a group is called: the leadership, else as the barometer calls these roles together, else its roles."""
    wanted = tuple(roles)
    if wanted and set(wanted) <= LEADERS:
        return words("Ledelsen")
    groups = [group for grouping in asked.barometer.groupings for group in grouping.groups]
    together = next((words.of(group.name) for group in groups if set(group.roles) == set(wanted)), "")
    names = {role.id: words.of(role.name) for role in asked.barometer.roles}
    return together or ", ".join(names.get(role, role) for role in wanted)


def _frame(paper: GuidePaper, words: Words) -> Frame:
    group = group_name(paper.group.roles, paper.asked, words)
    return Frame(
        title=title(words),
        subtitle=words("Fokusgruppe: {group}", group=group),
        header=(f"{title(words)} · {paper.asked.unit}", group),
        footer=f"{words.of(paper.course.type.title)} · {paper.course.municipality}",
        page_of=(words("Side"), words("af")),
        day=words.local(paper.asked.closes_at).date(),
        language=words.language,
    )


def parts(paper: GuidePaper, words: Words) -> list[Part]:
    """Everything in the order in which it is needed at the table."""
    found = guide(paper.release, paper.asked.barometer, paper.group.roles)
    each = minutes_of(found, paper.minutes)
    told = [part for one in found for part in _part(one, paper, each, words)]
    return [*_facts(paper, words), *_opening(words), *told, *_closing(words), *_afterwards(words)]


def _facts(paper: GuidePaper, words: Words) -> list[Part]:
    asked, release = paper.asked, paper.release
    rows = (
        (words("Afdeling"), asked.unit),
        (words("Gruppe"), group_name(paper.group.roles, asked, words)),
        (words("Varighed"), words.count("1 minut", "{n} minutter", paper.minutes)),
        (words("Bygger på"), f"{barometer_name(paper.number, words)}: {answered(release, words)}"),
    )
    how = words(
        "Tallene er hele afdelingens, som de er vist i kanalen. De siger noget om oplevelser, ikke om, hvem der mener "
        "hvad. Brug dem som anledning til at tale sammen, og spørg aldrig, hvad den enkelte har svaret."
    )
    notes = [note for note in [caveat(release, words)] if note]
    return [Facts(rows), Paragraph(" ".join([how, *notes]))]


def _opening(words: Words) -> list[Part]:
    texts = (
        words("Hvem er vi, og hvad skal samtalen bruges til?"),
        words("Samtalen er ikke anonym for dem, der er til stede. Der skrives noter uden navne."),
        words("Ingen borgere og ingen CPR-numre, heller ikke som eksempler."),
        words("Hvad bruger I mest af metoden, når dagen er travl?"),
    )
    return [Heading(_timed(words("Rammen"), OPENING_MINUTES, words)), Bullets(texts)]


def _timed(name: str, minutes: int, words: Words) -> str:
    return words("{name} (ca. {minutes} min.)", name=name, minutes=minutes)


def _part(one: focus_groups.Part, paper: GuidePaper, minutes: int, words: Words) -> Iterator[Part]:
    names = {
        Why.MOST_TO_GAIN: words("Mest at hente"),
        Why.DIVIDED: words("Delte meninger"),
        Why.NOT_RELEVANT: words("Ved ikke"),
    }
    yield Heading(_timed(names[one.why], minutes, words))
    if told := _why(one, words):
        yield Paragraph(told, stays=True)
    if one.items:
        yield _items(one.items, paper, words)
    yield Bullets(tuple(_questions(one, paper, words)))


def _why(one: focus_groups.Part, words: Words) -> str:
    themes = ", ".join(words.of(theme.name) for theme in one.themes)
    if one.why is Why.NOT_RELEVANT:
        return words("Her er der flest, der har svaret »Ved ikke / ikke relevant«.")
    if not themes:
        return ""
    if one.why is Why.MOST_TO_GAIN:
        return words("Her ligger afdelingen lavest: {themes}.", themes=themes)
    return words("Her går meningerne mest fra hinanden: {themes}.", themes=themes)


def _items(items: Sequence[Item], paper: GuidePaper, words: Words) -> Table:
    columns = (
        Column(words("Udsagn"), 9),
        Column(words("I personer"), 4),
        Column(words("Ved ikke / ikke relevant"), 3, is_number=True),
    )
    return Table(columns, tuple(_item(item, paper, words) for item in items))


def _item(item: Item, paper: GuidePaper, words: Words) -> Row:
    figures = paper.release.everybody.items[item.id]
    return Row(
        (numbered(item, paper.asked, words), agreeing(item, figures, words), str(figures.not_relevant)),
    )


def _questions(one: focus_groups.Part, paper: GuidePaper, words: Words) -> Iterator[str]:
    """What the barometer itself proposes to talk about, and what this group can tell of it."""
    yield from (words.of(theme.discuss) for theme in one.themes if theme.discuss is not None)
    if one.why is Why.MOST_TO_GAIN:
        yield words("Hvornår lykkes det, og hvad er anderledes dér?")
        yield _of_group(paper.group, words)
    elif one.why is Why.DIVIDED:
        yield words("Hvad kan gøre, at det opleves så forskelligt i den samme afdeling?")
        yield words("Hvad gør de, der lykkes med det, og hvordan kan andre lære det?")
    else:
        yield words("Hvad gør udsagnet svært at svare på: ordene, opgaven eller at man ikke ser det?")
        yield words("Hvem burde vide det, og hvor kunne I se det?")


def _of_group(group: Group, words: Words) -> str:
    if set(group.roles) <= LEADERS:
        return words("Hvad kan I som ledelse gøre anderledes, og hvad har I brug for for at gøre det?")
    if "superbruger" in group.roles:
        return words("Hvad bliver I oftest spurgt om, og hvad mangler I for at kunne hjælpe?")
    return words("Hvad ville gøre den største forskel i jeres hverdag?")


def _closing(words: Words) -> list[Part]:
    texts = (
        words("Hvad skal forankringsteamet begynde med?"),
        words("Hvad må der ikke laves om på, fordi det virker?"),
        words("Er der noget, vi ikke har spurgt om?"),
    )
    return [Heading(_timed(words("Til sidst"), CLOSING_MINUTES, words)), Bullets(texts)]


def _afterwards(words: Words) -> list[Part]:
    text = words(
        "Bagefter: skriv noterne ind under Noter på kortet i forankringsteamets kanal. Så kommer de med i rapporten."
    )
    return [Paragraph(text, quiet=True)]
