"""What stands in a document about a round, section by section, in the order of reading."""

from __future__ import annotations

from collections.abc import Sequence

from domain.releases import TOTAL, PopulationId, Release
from domain.rounds import Round
from domain.scoring import PARTLY_FROM, WELL_FROM
from domain.standings import most_divided_theme, strongest_items, themes_by_points, weakest_items
from messages import report_tables as tables
from messages.charts import Picture
from messages.labels import (
    barometer_name,
    changes_explained,
    closing_day,
    divided_share,
    elsewhere,
    last_time,
    population_names,
)
from messages.pages import Bullets, Column, Heading, Paragraph, Part, Quotation, Row, Shown, Table, Written
from messages.readings import answered, caveat, hidden_groups, scarce_groups, scarcely_shown
from messages.reports import Report, set_id, source
from messages.wording import Words


def parts(report: Report, words: Words) -> list[Part]:
    """Everything in the order of reading."""
    body = [_draft_note, _facts, _in_short, _response, _questions, _themes, _extremes, _groups, _change]
    sections = [*body, _comments, _notes, _own_assessment, _withheld, _limits, _items, _groups_item_by_item]
    return [part for section in sections for part in section(report, words)]


def _draft_note(report: Report, words: Words) -> list[Part]:
    if not report.is_draft:
        return []
    how = words(
        "Udkast. Læs det igennem, skriv jeres egen vurdering til, og fjern ordet »Udkast«, når rapporten er "
        "færdig. Husk at journalisere den."
    )
    if TOTAL not in report.release.populations:
        return [Paragraph(how, quiet=True)]
    why = (
        words("Tallene kan ikke ændres: kun det, der må vises, er hentet ind.")
        if report.asked.measured_elsewhere
        else words("Tallene kan ikke ændres: de enkelte svar er slettet.")
    )
    return [Paragraph(f"{how} {why}", quiet=True)]


def _facts(report: Report, words: Words) -> list[Part]:
    asked, release = report.asked, report.release
    names = population_names(asked, release, words).items()
    groups = [_how_far(population, name, release, words) for population, name in names if population != TOTAL]
    facts = [
        (words("Afdeling"), asked.unit),
        (words("Barometer"), f"{barometer_name(report.number, words)} · {source(report, words)}"),
        _when(asked, words),
        (words("Svar"), answered(release, words)),
        (words("Grupper vist for sig"), ", ".join(groups) or words("ingen")),
        (words("Kontrolnummer, ens i alle filer med disse tal"), set_id(asked, release)),
    ]
    columns = (Column(words("Runden"), 3), Column("", 9))
    return [Table(columns, tuple(Row(fact) for fact in facts))]


def _how_far(population: PopulationId, name: str, release: Release, words: Words) -> str:
    """The name of a shown group; of one that is shown at few items, with their number."""
    if release.mostly_withheld(population) is None:
        return name
    number = len(release.populations[population].items)
    return words.count("{name} (kun ved 1 udsagn)", "{name} (kun ved {n} udsagn)", number, name=name)


def _when(asked: Round, words: Words) -> tuple[str, str]:
    """The days between which it was open; of a round measured elsewhere nobody knows when it began."""
    if asked.measured_elsewhere:
        return words("Målt"), words("et andet sted, lukket {day}", day=closing_day(asked, words))
    opened = words.day_and_year(words.local(asked.opens_at).date())
    return words("Åbent"), f"{opened} – {closing_day(asked, words)}"


def _in_short(report: Report, words: Words) -> list[Part]:
    """The few sentences that somebody reads who reads nothing else."""
    release, barometer = report.release, report.asked.barometer
    shown = themes_by_points(release, barometer)
    if not shown:
        why = words(
            "Der skal mindst 5 svar til, før der vises tal, for ellers kunne man regne ud, hvad den enkelte har "
            "svaret. Svarene er slettet, og ingen har set dem."
        )
        return [Heading(words("Kort fortalt")), Paragraph(why)]
    (top, most), (bottom, least) = shown[0], shown[-1]
    texts = [words("{answered}.", answered=_capital(answered(release, words)))]
    texts.append(words("Stærkest: {theme}, {points} point.", theme=words.of(top.name), points=most.points))
    if len(shown) > 1:
        texts.append(words("Mest at hente: {theme}, {points} point.", theme=words.of(bottom.name), points=least.points))
    divided = most_divided_theme(release, barometer)
    if divided is not None:
        theme = next(theme for theme, _ in shown if theme.id == divided)
        share = divided_share(theme, release, words)
        texts.append(words("Flest delte meninger: {theme}, {share}.", theme=words.of(theme.name), share=share))
    return [Heading(words("Kort fortalt")), Bullets(tuple(texts))]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _response(report: Report, words: Words) -> list[Part]:
    asked, release = report.asked, report.release
    texts = [words("{answered}.", answered=_capital(answered(release, words)))]
    if asked.outside:
        texts.append(words.count("1 uden Slack er ikke spurgt.", "{n} uden Slack er ikke spurgt.", asked.outside))
    if asked.closed_early:
        texts.append(words("Lukket før tid."))
    if asked.measured_elsewhere:
        texts.append(elsewhere(asked, words))
    texts += filter(None, [caveat(release, words)])
    texts.append(words("Tallene er oplevelser, ikke et tilsyn med sager. Skala 0-100."))
    return [Heading(words("Hvem har svaret")), Paragraph(" ".join(texts))]


def _themes(report: Report, words: Words) -> list[Part]:
    if not report.release.everybody.themes:
        return []
    how = words(
        "Hvert tema er gennemsnittet af sine udsagn, regnet om til 0-100 point. Etiketterne er vejledende: "
        "Velimplementeret fra {well} point, Delvist implementeret fra {partly}.",
        well=WELL_FROM,
        partly=PARTLY_FROM,
    )
    return [
        Heading(words("Temaerne"), new_page=True),
        Paragraph(how, stays=True),
        *_shown(report.pictures.overview),
        tables.themes(report.asked, report.release, words),
    ]


def _shown(*pictures: Picture | None) -> list[Part]:
    return [Shown(picture) for picture in pictures if picture]


def _extremes(report: Report, words: Words) -> list[Part]:
    """What is strongest, where there is most to gain, and what divides."""
    asked, release = report.asked, report.release
    strongest = strongest_items(release, asked.barometer)
    weakest = [item for item in weakest_items(release, asked.barometer) if item not in strongest]
    divided = tables.divided_items(asked, release)
    found: list[Part] = []
    for name, items in (
        (words("Stærkest"), strongest),
        (words("Mest at hente"), weakest),
        (words("Delte meninger"), divided),
    ):
        if items:
            found += [Heading(name, 2), tables.standing_out(items, asked, release, words)]
    if not found:
        return []
    note = words(
        "»Af alle«: så mange af dem, der er spurgt, kan det være, hvad end de mener, der ikke har svaret. De, der "
        "svarede »Ved ikke / ikke relevant«, er ikke med."
    )
    return [Heading(words("Styrker, og hvor der er mest at hente")), *found, Paragraph(note, quiet=True)]


def _questions(report: Report, words: Words) -> list[Part]:
    """What to talk about at the meeting: the strongest, the most divided and the lowest theme."""
    shown = [theme for theme, _ in themes_by_points(report.release, report.asked.barometer)]
    divided = most_divided_theme(report.release, report.asked.barometer)
    chosen = [*shown[:1], *(theme for theme in shown if theme.id == divided), *shown[-1:]]
    asked = {theme.id: theme for theme in chosen if theme.discuss is not None}
    texts = [f"{words.of(theme.name)}: {words.of(theme.discuss)}" for theme in asked.values()]
    return [Heading(words("Til mødet")), Bullets(tuple(texts))] if texts else []


def _items(report: Report, words: Words) -> list[Part]:
    """Every item, theme by theme: an appendix, so that the report itself stays short."""
    asked, release = report.asked, report.release
    if TOTAL not in release.populations:
        return []
    found: list[Part] = [
        Heading(words("Bilag: alle udsagn"), new_page=True),
        Paragraph(tables.legend(asked, words), quiet=True, stays=True),
    ]
    for theme in asked.barometer.themes:
        found += [Heading(words.of(theme.name), 2), *_shown(report.pictures.themes.get(theme.id))]
        found.append(tables.items(theme, asked, release, words))
    return found


def _groups(report: Report, words: Words) -> list[Part]:
    if len(population_names(report.asked, report.release, words)) < 2:
        return []
    caution = words("Point 0-100. En forskel mellem to grupper kan være tilfældig; brug den som et spørgsmål.")
    if tables.has_star(report.asked, report.release):
        caution += " " + words(
            "En stjerne ved et tema: gruppens tal bygger på andre udsagn end tallet for alle og kan ikke holdes op mod "
            "det."
        )
    table = tables.groups(report.asked, report.release, words)
    found: list[Part] = [Paragraph(told, stays=True) for told in scarcely_shown(report.asked, report.release, words)]
    if table:
        found += [Paragraph(caution, stays=True), *_shown(*report.pictures.groups), table]
    else:
        found.append(Paragraph(words("Ingen gruppe har tal for et helt tema. Udsagnene står i bilaget.")))
    return [Heading(words("Grupperne side om side"), new_page=bool(report.pictures.groups)), *found]


def _groups_item_by_item(report: Report, words: Words) -> list[Part]:
    """A table; of a group that is hardly shown a list in place of a column."""
    asked, release = report.asked, report.release
    if len(population_names(asked, release, words)) < 2:
        return []
    table = tables.groups_by_item(asked, release, words)
    found: list[Part] = [table] if table else []
    for (group, _), told in zip(scarce_groups(asked, release), scarcely_shown(asked, release, words), strict=True):
        text = words("{told} Derfor står gruppen her for sig:", told=told)
        found += _listed(text, tables.few_items_of(group.id, asked, release, words))
    return [Heading(words("Bilag: grupperne, udsagn for udsagn"), new_page=True), *found]


def _change(report: Report, words: Words) -> list[Part]:
    if report.release.change is None or TOTAL not in report.release.populations:
        return []
    how = words(
        "Forskellen i point til den forrige runde med det samme barometer, ikke nødvendigvis de samme personer. Et "
        "tema sammenlignes kun, hvor det bygger på de samme udsagn i begge runder, og mindst 10 har svaret i begge. "
        "Hvert tal er afrundet for sig, også forskellen."
    )
    hindered = tables.hindered_items(report.earlier, words) if report.earlier else []
    told = words("Udsagn, der ikke er de samme som sidst, og derfor ikke kan sammenlignes:")
    before = [last_time(report.before, words)] if report.before else []
    return [
        Heading(words("Siden sidst"), new_page=report.pictures.change is not None),
        Paragraph(" ".join([*before, how, *changes_explained(report.release, words)]), stays=True),
        *_shown(report.pictures.change),
        tables.change(report.asked, report.release, report.earlier, words),
        *_listed(told, hindered),
    ]


def _listed(told: str, texts: Sequence[str]) -> list[Part]:
    return [Paragraph(told, stays=True), Bullets(tuple(texts))] if texts else []


def _comments(report: Report, words: Words) -> list[Part]:
    """Only what its reader has released; a question without any is not there."""
    if report.comments is None:
        return [Heading(words("Kommentarer")), Paragraph(words("Kommentarerne kan ikke læses lige nu."))]
    found: list[Part] = []
    for item in report.asked.barometer.open_items:
        texts = report.comments.get(item.id, ())
        if texts:
            found += [Heading(words.of(item.text), 2), *(Quotation(text) for text in texts)]
    if not found:
        return []
    how = words("Frigivet af den, der læser kommentarerne. Rækkefølgen er tilfældig, og ingen kan kobles til en anden.")
    return [Heading(words("Kommentarer")), Paragraph(how, quiet=True, stays=True), *found]


def _notes(report: Report, words: Words) -> list[Part]:
    if not report.notes:
        return []
    how = words("Noterne er skrevet af forankringsteamet og er ikke ordrette.")
    found: list[Part] = [Heading(words("Fra fokusgrupperne")), Paragraph(how, quiet=True, stays=True)]
    for note in report.notes:
        found += [Heading(note.group, 2), Written(note.text)]
    return found


def _own_assessment(report: Report, words: Words) -> list[Part]:
    """Room for what only those who know the department can say, with questions to begin from."""
    if not report.is_draft:
        return []
    how = words("Skriv jeres vurdering her, i stedet for spørgsmålene.")
    questions = (
        words("Hvad genkender I, og hvad undrer jer?"),
        words("Hvad tror I, at det kommer af?"),
        words("Hvad gør I nu, hvem gør det, og hvornår ser I på det igen?"),
    )
    return [Heading(words("Jeres vurdering")), Paragraph(how, quiet=True, stays=True), Bullets(questions)]


def _withheld(report: Report, words: Words) -> list[Part]:
    """What is not shown, and why: no reader shall think that it was forgotten."""
    asked, release = report.asked, report.release
    hidden = hidden_groups(asked, release)
    rows = tables.withheld(asked, release, words)
    if not hidden and rows is None:
        return []
    found: list[Part] = [Heading(words("Det, der ikke vises, og hvorfor"))]
    if hidden and TOTAL in release.populations:
        found.append(Paragraph(words("Svar fra grupper, der ikke vises for sig, tæller med i de samlede tal.")))
    return [*found, *([rows] if rows else [])]


def _limits(report: Report, words: Words) -> list[Part]:
    """How far the figures reach."""
    texts = [
        words("Tallene er medarbejdernes oplevelse. De er ikke et tilsyn og siger ikke, hvad der står i sagerne."),
        words("Etiketterne er vejledende. Ingen har fastsat grænserne; de er valgt til at tale ud fra."),
        words(
            "»Usikkert«: havde alle svaret, kunne etiketten let være blevet en anden. Det står, hvor det gennemsnit, "
            "man med 80 procents sikkerhed kan vente af alle, rækker ud over etikettens grænser."
        ),
        words("»Delte meninger«: svarene ligger langt fra hinanden, fx mindst 30 procent enige og 30 procent uenige."),
        words("De, der ikke har svaret, kan mene noget andet end de andre. Intet tal tager højde for det."),
        words("I en lille afdeling flytter få personer mange point. Små forskelle kan være tilfældige."),
        words(
            "Intet tal bygger på færre end 5 svar. Hvor under 10 har svaret, eller en gruppe på under 10 vises, står "
            "ikke, hvor mange der valgte hvert trin. Nogle tal holdes tilbage, for at ingen mindre gruppe kan regnes "
            "ud."
        ),
    ]
    if report.asked.barometer.note is not None:
        texts.append(words.of(report.asked.barometer.note))
    return [Heading(words("Sådan skal tallene læses")), Bullets(tuple(texts))]
