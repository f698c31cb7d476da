"""What is refused in a course, in the one form of refusals."""

from __future__ import annotations

from messages.slack.cards import Card
from messages.slack.errors import help_button, refusal
from messages.slack.text import marked
from messages.wording import Words


def unknown_course(words: Words) -> Card:
    """No such course, another workspace's, or no right in its channel: one answer for all."""
    why = marked(words, "Det forløb findes ikke, eller du er ikke med i det.")
    return refusal(why, marked(words, "Skriv `/anker` for at se, hvad du er med i."), help_button(words))


def one_is_running(words: Words) -> Card:
    """A channel has one course at a time."""
    why = marked(words, "Der er allerede et forløb i gang i kanalen. Intet er ændret.")
    return refusal(why, marked(words, "Skriv `/anker status` for at se det."))


def course_over(words: Words) -> Card:
    """Nothing is agreed, moved or held in a course that has ended; another may run in its channel by now."""
    why = marked(words, "Det hører til et forløb, der er slut. Intet er ændret.")
    advice = marked(
        words,
        "Skriv `/anker` for at se, hvad du er med i. Er der ikke et nyt i gang, begynder den, der koordinerer, det med "
        "`/anker start` i kanalen.",
    )
    return refusal(why, advice)


def already_held(words: Words) -> Card:
    """What took place cannot be agreed or moved any more."""
    why = marked(words, "Det er allerede holdt eller gjort. Intet er ændret.")
    return refusal(why, marked(words, "Skriv `/anker status` for at se, hvor I er."))


def date_not_given(words: Words) -> Card:
    """A course cannot be dated without its first date."""
    why = marked(words, "Forløbet mangler en dato at regne fra. Intet er gemt.")
    return refusal(why, marked(words, "Skriv `/anker start` igen, og vælg datoen."))
