"""Mistakes in a sheet that somebody sent, one sentence each: where it is, what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.sheet_forms import ABOUT, BAROMETER, EARLIER_ROUND, is_called, name_of
from domain.sheets import Mistake, Where, Wrong
from messages.slack.text import clean, code, literal
from messages.wording import Words

#: As much of a cell as helps to find it again.
LONGEST_QUOTE = 80
#: So many rows with the same mistake are named.
MOST_ROWS = 12


def told(mistake: Mistake, words: Words) -> str:
    """ "Ark Udsagn, række 7, kolonne `roller`: …", as mrkdwn: what is to be found or written exactly is in code."""
    sentence = _sentences(mistake, words)[mistake.wrong]
    place = where(mistake.where, words)
    return f"{_begun(place)}: {sentence}" if place else sentence


def where(place: Where, words: Words) -> str:
    """The place in the words of the program that shows the sheet; empty for the whole file."""
    parts = [
        words("ark {sheet}", sheet=literal(_short(place.sheet))) if place.sheet else "",
        words("række {row}", row=_rows((place.row, *place.also), words)) if place.row else "",
        words("kolonne {column}", column=code(_short(_heading(place, words)))) if place.column else "",
    ]
    return ", ".join(part for part in parts if part)


def _heading(place: Where, words: Words) -> str:
    """The column as the file calls it, or as it should."""
    return place.heading or words.of(name_of(place.column))


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _rows(rows: Sequence[int], words: Words) -> str:
    """ "2, 3 og 7"; of very many the first ones."""
    named = [str(row) for row in rows[:MOST_ROWS]]
    if len(rows) > MOST_ROWS:
        named.append(words.count("1 til", "{n} til", len(rows) - MOST_ROWS))
    return f"{', '.join(named[:-1])} {words('og')} {named[-1]}" if named[1:] else named[0]


def _sentences(mistake: Mistake, words: Words) -> Mapping[Wrong, str]:
    facts = _facts(mistake, words)
    return _of_the_file(words, facts) | _of_a_barometer(words, facts) | _of_counts(words, facts)


def _facts(mistake: Mistake, words: Words) -> dict[str, str]:
    """What the sentences name; `column` and `columns` are told as this language calls them, `read` as it was read."""
    allowed = clean(mistake.allowed, 300)
    return {
        "read": code(_short(mistake.read)),
        "number": literal(_short(mistake.read)),
        "allowed": literal(allowed),
        "ids": ", ".join(map(code, allowed.split(", "))),
        "sheet": literal(_sheet(mistake.read, words)),
        "column": _called(mistake.read, words),
        "columns": ", ".join(_called(one, words) for one in allowed.split(", ")),
        "first": where(_seen_from(mistake.where, mistake.first or Where()), words),
        "about": words.of(ABOUT.name),
        "title": _called("title", words),
        "skipped": _called("skipped", words),
    }


def _called(known: str, words: Words) -> str:
    return code(words.of(name_of(known)))


def _sheet(title: str, words: Words) -> str:
    return next((words.of(form.name) for form in (*BAROMETER, *EARLIER_ROUND) if is_called(title, form.name)), title)


def _seen_from(here: Where, there: Where) -> Where:
    """The row of the same sheet, or sheet and row of another one."""
    return Where("" if there.sheet == here.sheet else there.sheet, there.row)


def _of_the_file(words: Words, facts: Mapping[str, str]) -> dict[Wrong, str]:
    return {
        Wrong.NO_SHEET_FILE: words(
            "Filen kan ikke læses som et ark. Gem den som Excel (.xlsx) eller CSV UTF-8, og send den igen."
        ),
        Wrong.TOO_LARGE: words(
            "Filen er for stor; højst {allowed}. Send kun arket med teksterne eller tallene.", **facts
        ),
        Wrong.NOT_UTF8: words("Filen kan ikke læses som tekst. Gem den som Excel (.xlsx) eller CSV UTF-8."),
        Wrong.EMPTY: words("Filen er tom."),
        Wrong.NO_SUCH_SHEET: words("Arket {sheet} mangler. Hent det tomme ark, og brug navnene fra det.", **facts),
        Wrong.HIDDEN: words("Arket er skjult. Vis det, så alle kan se, hvad der står, eller slet det."),
        Wrong.TOO_MANY_ROWS: words("Der er mere end {allowed} rækker. Slet dem, der ikke skal med.", **facts),
        Wrong.NO_COLUMN: words("Kolonnen {column} mangler. Skriv navnet i den øverste række.", **facts),
        Wrong.UNKNOWN_COLUMN: words("{read} er ikke en kolonne her. Brug {columns}.", **facts),
        Wrong.TWO_COLUMNS: words("{ids} og {read} er den samme kolonne. Slet den ene.", **facts),
        Wrong.FORMULA: words("{read} er en formel. Skriv selve værdien.", **facts),
        Wrong.ERROR_VALUE: words("Cellen har fejlen {read}. Skriv selve værdien.", **facts),
        Wrong.MISSING: words("Der står ikke noget. Udfyld feltet."),
        Wrong.OTHER: words("Det passer ikke sammen med resten. Hent det tomme ark, og udfyld det igen."),
    }


def _of_a_barometer(words: Words, facts: Mapping[str, str]) -> dict[Wrong, str]:
    elsewhere, here = "{read} står også i {first}. Ret eller slet den ene.", "{read} står der to gange. Slet den ene."
    twice = elsewhere if facts["first"] else here
    return {
        Wrong.NO_ID: words(
            "Det er ikke et id. Brug højst {allowed} tegn: a-z, A-Z, tal, `-` og `_`. Begynd med et bogstav eller tal.",
            **facts,
        ),
        Wrong.TOO_LONG: words("Teksten er for lang; højst {allowed} tegn.", **facts),
        Wrong.TWICE: words(twice, **facts),
        Wrong.UNKNOWN_ROLE: words("{read} findes ikke. Brug {ids}.", **facts),
        Wrong.UNKNOWN_FIELD: words("{read} findes ikke. Brug {columns}.", **facts),
        Wrong.UNKNOWN_THEME: words("Ingen udsagn hører til temaet {read}. Ret stavningen, eller slet rækken.", **facts),
        Wrong.NOT_YES_OR_NO: words("{read} er hverken ja eller nej.", **facts),
        Wrong.TAKEN_NAME: words("{read} betyder alle og kan ikke bruges her. Vælg et andet navn.", **facts),
        Wrong.COLUMN_NAME: words("{read} er navnet på en kolonne i ark med svar. Vælg et andet id.", **facts),
        Wrong.ASKED_NOTHING: words("Rollen spørges ikke om noget. Nævn den ved et udsagn, eller slet rækken."),
        Wrong.NO_TITLE: words(
            "Barometerets navn mangler. Skriv det i arket {about} ud for {title}; til en CSV-fil nederst i vinduet.",
            **facts,
        ),
        Wrong.NO_ITEMS: words("Der er ingen udsagn. Skriv mindst ét."),
    }


def _of_counts(words: Words, facts: Mapping[str, str]) -> dict[Wrong, str]:
    return {
        Wrong.NO_NUMBER: words("{read} er ikke et helt tal. Skriv 0 eller mere, uden komma og punktum.", **facts),
        Wrong.UNKNOWN_ITEM: words("Udsagnet {read} findes ikke i barometeret. Brug id'et fra det tomme ark.", **facts),
        Wrong.UNKNOWN_GROUP: words("Gruppen {read} findes ikke. Brug {ids}.", **facts),
        Wrong.NOT_ASKED: words("Gruppen {read} spørges ikke om dette udsagn. Slet rækken.", **facts),
        Wrong.OTHER_TEXT: words(
            "Udsagnet lyder anderledes her: »{allowed}«. Kun det samme udsagn kan sammenlignes.", **facts
        ),
        Wrong.MORE_THAN_RESPONDED: words("Der er flere svar end personer i gruppen ({allowed}).", **facts),
        Wrong.NOT_EVERYBODY: words(
            "Tallene giver ikke alle i gruppen, der svarede ({allowed}). Tæl dem, der sprang over, med i {skipped}.",
            **facts,
        ),
        Wrong.MORE_THAN_INVITED: words(
            "Der er flere, der svarede ({number}), end der blev spurgt ({allowed}).", **facts
        ),
        Wrong.NO_GROUP_ROW: words("Gruppen {read} mangler. Den skal have en række; 0, hvis ingen svarede.", **facts),
    }


def _short(text: str) -> str:
    return clean(text.replace("\n", " "), LONGEST_QUOTE)
