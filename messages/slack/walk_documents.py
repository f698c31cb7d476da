"""Taking a walk along from Slack: which version, in which language, as what; and what to do where it does not come."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Option, OptionGroup, RadioButtonsElement, StaticSelectElement
from slack_sdk.models.views import View

from domain.revisions import Version
from domain.walks import Walk
from messages.slack.cards import LONGEST_OPTION, field, message_view, modal, option, plain, section
from messages.slack.deliveries import Instead
from messages.slack.text import literal, marked
from messages.walk_documents import edition_name
from messages.wording import Words

#: What stands in place of a version's number for the answers as they are now.
DRAFT = "draft"
WORD, MARKDOWN = "docx", "md"
#: Slack takes 100 options in a select or a group, and 100 groups (docs.slack.dev/reference/block-kit/block-elements).
MOST_VERSIONS, MOST_WALKS = 99, 100


def choice_view(walks: Sequence[Walk], words: Words) -> View:
    """Which version of which walk, the newest first; the walk's own language is proposed."""
    shown = walks[:MOST_WALKS]
    groups = [OptionGroup(label=plain(walk.unit, LONGEST_OPTION), options=_editions(walk, words)) for walk in shown]
    first = _editions(shown[0], words)
    several = len(shown) > 1
    editions = StaticSelectElement(
        option_groups=groups if several else None, options=None if several else first, initial_option=first[0]
    )
    languages = {"da": option("Dansk", "da"), "en": option("English", "en")}
    kinds = [option(words("Word, til sagsarkivet"), WORD), option(words("Markdown, til andre programmer"), MARKDOWN)]
    language = RadioButtonsElement(options=list(languages.values()), initial_option=languages[shown[0].language])
    what = marked(
        words,
        "Alle spørgsmål ord for ord med svar, navne og datoer, og hvad der ikke er afklaret. Tidligere ordlyd er ikke "
        "med.",
    )
    return modal(
        "walk_documents.get",
        words("Dokument"),
        [
            *([] if several else [section(f"*{literal(shown[0].unit)}*")]),
            section(what),
            field("walk_documents.edition", words("Udgave"), editions),
            field("walk_documents.language", words("Dokumentets sprog"), language),
            field("walk_documents.kind", words("Fil"), RadioButtonsElement(options=kinds, initial_option=kinds[0])),
        ],
        submit=words("Hent"),
        close=words("Luk"),
    )


def _editions(walk: Walk, words: Words) -> list[Option]:
    """The version that was approved last first, unless something has changed since."""
    approved = [option(_approved(one, words), f"{walk.id}:{one.number}") for one in reversed(walk.versions)]
    text = words("Kladde: ændret siden version {number}", number=walk.versions[-1].number) if walk.versions else ""
    draft = option(text or words("Kladde: som svarene står nu"), f"{walk.id}:{DRAFT}")
    return [draft, *approved[:MOST_VERSIONS]] if walk.changed else approved[:MOST_VERSIONS]


def _approved(version: Version, words: Words) -> str:
    day = words.local(version.at).date()
    facts = {"version": edition_name(version, words), "day": f"{words.day(day, short=True)} {day.year}"}
    return words("{version}, godkendt {day}", **facts)


def on_its_way_view(words: Words) -> View:
    """In place of the choice; the file comes in the direct message."""
    text = marked(words, "Jeg laver filen. Om lidt ligger den i en besked fra mig til dig.")
    return message_view(words("Dokument"), text, words("Luk"))


def with_document(walk: Walk, version: Version | None, words: Words) -> str:
    """The text of the message that holds the file."""
    facts = {"unit": walk.unit, "title": words.of(walk.template.title), "version": edition_name(version, words)}
    told = marked(words, "{title} for {unit}: {version}.", **facts)
    if version is None:
        return told
    return f"{told} {marked(words, 'Husk at journalisere den.')}"


def instead(words: Words) -> Instead:
    """Where the answers are while there is no file."""
    return Instead(
        refused=marked(
            words, "Det kan jeres Slack-administrator ændre. Indtil da kan I læse svarene: skriv `/icm status`."
        ),
        failed=marked(words, "Prøv igen om lidt. Svarene kan læses imens: skriv `/icm status`."),
    )
