"""Texts that mean harm, and what of them must never leave the bot: mentions, links, markup, anything that was run."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeVar

from tests.attacks.traffic import Call, objects

T = TypeVar("T")
#: Each stands between two marks, so that it is found again wherever it is shown.
CORPUS = (
    *("<!channel>", "<!here>", "<!everyone>", "<!channel|kanal>", "<!subteam^S0123|alle>", "<@U0123>", "<@W0123|Ida>"),
    *("<#C0123>", "<#C0123|loen>", "<https://bank.example|Log ind hos Egelund>", "<mailto:a@b.example|skriv>"),
    *(
        "<!date^1392734382^{date_short}^https://bank.example|i dag>",
        "<!unknown^x>",
        "&lt;!channel&gt;",
        "&amp;lt;!here",
    ),
    *("@channel @here @everyone", "#general", "https://bank.example/log-ind", "a@b.example", "<<!channel>>", "<!here"),
    *("*fed* _skrå_ ~væk~ `kode`", "```\nkodeblok\n```", "> citat\n>>> mere", "# Overskrift\n• punkt", "<br><b>x</b>"),
    *("{0.__class__.__mro__}", "{unit.__class__}", "{n}", "{", "}}{{", "%s%s%n%d", "%(n)s", "${7919*7907}"),
    *("{{7919*7907}}", "#{7919*7907}", "<%= 7919*7907 %>", "__import__('os').getcwd()", "$(id)", "`id`"),
    *("${jndi:ldap://bank.example/a}", "'); DROP TABLE sittings;--", "' OR '1'='1", '" OR ""="', "%' ESCAPE '"),
    *("1; UPDATE rounds SET state='published'", "\\'; --", "=HYPERLINK(1)", "+1+1", "@SUM(A1)", "../../etc/passwd"),
    *("\u202eevil\u202c", "a\u200bb\ufeff", "\x00\x07\x1b[31m", "e\u0301", "😀" * 12, "ﬀ＜!channel＞", "'\"\\", "null"),
    *("undefined", "NaN", "</script><script>alert(1)</script>", ":fire: :skull:"),
)
#: What would show that something was evaluated.
EVALUATED = (str(7919 * 7907), "<class", "&lt;class", "object at 0x", "uid=", "root:")
_TOKEN = re.compile(r"<([^<>]*)>")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt);)")
_PERSON, _CHANNEL = re.compile(r"@([UW][A-Z0-9]+)"), re.compile(r"#([CG][A-Z0-9]+)")


def marked_up(number: int, longest: int = 80) -> str:
    """The text with its marks, short enough for a field."""
    begin, end = f"Q{number:02}(", f")Q{number:02}"
    return f"{begin}{CORPUS[number][: longest - len(begin) - len(end)]}{end}"


def chunks(many: Sequence[T], size: int) -> list[list[T]]:
    """The same in lists of at most this size."""
    return [list(many[start : start + size]) for start in range(0, len(many), size)]


def violations(sent: Iterable[Call], known: Collection[str]) -> list[str]:
    """Everything in what was sent that Slack would take for more than text; `known` are the ids Anker may mention."""
    return [f"{call.what}: {why}" for call in sent for why in _in_call(call, known)]


def _in_call(call: Call, known: Collection[str]) -> Iterator[str]:
    if call.what.startswith(("users.", "conversations.", "files.", "auth.")):
        return
    yield from (f"{value} was evaluated" for value in EVALUATED if value in call.text)
    for one in objects(call.body):
        yield from (f"{key} is set" for key in ("link_names", "parse", "as_user") if key in one)
        if one.get("response_type") == "in_channel":
            yield "for everybody"
        if one.get("type") == "mrkdwn":
            yield from _in_markup(one["text"], known)
            yield from () if one.get("verbatim") else ("not verbatim",)
    if isinstance(call.body.get("text"), str):
        yield from _in_markup(call.body["text"], known)
    unfurled = [key for key in ("unfurl_links", "unfurl_media") if call.body.get(key) is not False]
    if call.what == "chat.postMessage":
        yield from unfurled


def _in_markup(raw: str, known: Collection[str]) -> Iterator[str]:
    # A comment is quoted by Anker itself, line by line.
    is_quoted = all(line.startswith("> ") for line in raw.splitlines())
    text = re.sub("(?m)^> ", "", raw) if is_quoted else raw
    for token in _TOKEN.findall(text):
        mentioned = _PERSON.fullmatch(token) or _CHANNEL.fullmatch(token)
        if not (mentioned and mentioned[1] in known):
            yield f"<{token}> in {text[:80]!r}"
    if "<" in _TOKEN.sub("", text) or ">" in _TOKEN.sub("", text):
        yield f"a bracket in {text[:80]!r}"
    if _ENTITY.search(text):
        yield f"a bare ampersand in {text[:80]!r}"
    for _, between in shown_in([text]):
        if re.search(r"(?<!\w)[*_~`]\S[^*_~`\n]*[*_~`](?!\w)", between) or ("\n" in between and not is_quoted):
            yield f"markup in {between[:80]!r}"


def shown_in(texts: Iterable[str]) -> Iterator[tuple[int, str]]:
    """What is shown between the marks, with the number of the text."""
    for text in texts:
        for found in re.finditer(r"Q(\d\d)\((.*?)\)Q\1", text, re.DOTALL):
            yield int(found[1]), found[2]


def texts_of(sent: Iterable[Call], kind: str) -> list[str]:
    """The texts of one kind, as a reader sees them."""
    found = [str(one["text"]) for call in sent for one in objects(call.body) if one.get("type") == kind]
    return [html.unescape(text) for text in found] if kind == "mrkdwn" else found
