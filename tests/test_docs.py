"""Documentation, code and manifest say the same; whoever changes one of them is told what else is to be changed."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import EXAMPLE_URL, main
from bot.manifest import COMMANDS, EVENTS, SCOPES, manifest
from bot.settings import Settings
from domain.barometers import Language
from domain.course_definitions import Kind
from domain.sheet_forms import ABOUT, ABOUT_ROWS, BAROMETER, Form, name_of
from handlers.slack.commands import WORDS, Word
from messages.slack.invitations import promise_paragraphs
from messages.wording import Words
from storage import health
from storage.content import ContentError, read_barometer
from storage.course_files import read_course
from storage.database import Store
from storage.tables import Table

ROOT = Path(__file__).parent.parent
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SOURCES = sorted(
    path
    for folder in ("bot", "domain", "handlers", "messages", "sandbox", "storage", "tests")
    for path in (ROOT / folder).rglob("*.py")
)
#: What runs at a municipality's.
PRODUCT = {"bot", "handlers", "storage"}
PARTS_OF_A_DECISION = ["Context", "Decision", "Consequences", "Alternatives"]
LONGEST_DECISION = 70
#: Words that only the workplace of whoever wrote a page would understand, or that tie it to one machine.
STRANGE = re.compile(r"/(?:work|home|root|Users|tmp)/|trust\.md|slack-facts|design\.md|flows\.md|TODO|FIXME")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def without_code(page: Path) -> str:
    return re.sub(r"^\s*```.*?^\s*```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def code_blocks(name: str, kind: str) -> list[str]:
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", read(name), flags=re.DOTALL | re.MULTILINE)
    return [text for named, text in blocks if named == kind]


def rows(name: str, section: str = "") -> list[list[str]]:
    """The cells of every table row of a page, or of one section of it."""
    text = read(name).split(f"# {section}\n")[1].split("\n#")[0] if section else read(name)
    lines = [line for line in text.splitlines() if line.startswith("|") and not line.startswith("|--")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def headings(page: Path) -> list[str]:
    return re.findall(r"^#+ (.+)$", without_code(page), flags=re.MULTILINE)


def anchor(heading: str) -> str:
    """The name under which a heading is linked to."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def links(page: Path, *, pictures: bool) -> Iterator[str]:
    """The relative targets of a page's links, or of its pictures."""
    for mark, target in re.findall(r"(!?)\[[^\]]*\]\(([^)\s]+)\)", without_code(page)):
        if bool(mark) is pictures and not re.match(r"[a-z]+:", target):
            yield target


# Settings, scopes, commands


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
def test_every_setting_is_explained_where_it_is_looked_for(name: str) -> None:
    assert [row for row in rows("docs/operating.md") if row[0] == f"`{name}`" and row[2]]
    assert re.search(rf"^#?{name}=", read(".env.example"), flags=re.MULTILINE)


def test_the_example_of_settings_names_no_setting_that_does_not_exist() -> None:
    named = re.findall(r"^#?([A-Z_]+)=", read(".env.example"), flags=re.MULTILINE)
    assert {name.lower() for name in named} == set(Settings.model_fields)


def test_the_documented_settings_have_the_defaults_of_the_code() -> None:
    documented = {row[0].strip("`"): row[1].strip("`") for row in rows("docs/operating.md") if len(row) == 3}
    for name, field in Settings.model_fields.items():
        if not field.is_required() and field.default is not None:
            assert documented[name.upper()] == str(field.default)
        elif name != "secret_keys":
            assert documented[name.upper()] == "none"


def test_every_scope_and_event_is_documented_with_its_reason_and_no_other() -> None:
    documented = {name.strip("`"): reason for name, reason in rows("docs/operating.md", "Scopes") if "`" in name}
    assert documented == SCOPES | EVENTS


def row_of(word: Word) -> list[str]:
    da, en = (f"`{name}`" if name else "(no word)" for name in (word.da, word.en))
    return [f"`{word.command}`", da, en]


def test_every_command_word_is_documented_in_both_languages_and_no_other() -> None:
    documented = [row[:3] for row in rows("docs/commands.md") if len(row) == 5 and row[0].startswith("`/")]
    assert documented == [row_of(word) for word in WORDS]


def test_every_slash_command_of_the_manifest_has_words() -> None:
    assert {command.name for command in COMMANDS} == {word.command for word in WORDS}


def test_the_manifest_in_the_repository_is_the_one_that_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manifest"]) == 0
    assert read("manifest.json") == capsys.readouterr().out
    assert json.loads(read("manifest.json")) == manifest(EXAMPLE_URL)


def test_every_word_of_the_command_line_is_documented_and_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    known = set(re.findall(r"^    ([a-z]+)  ", capsys.readouterr().out, flags=re.MULTILINE))
    assert {
        word for row in rows("docs/operating.md") for word in re.findall(r"^`python -m bot ([a-z]+)", row[0])
    } == known
    for page in PAGES:
        assert set(re.findall(r"python -m bot ([a-z]+)", page.read_text(encoding="utf-8"))) <= known, page


def test_every_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), flags=re.MULTILINE))
    for page in PAGES:
        named = re.findall(
            r"(?:`|^)(?:[A-Z]+=\S+ )?make ([a-z]+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        assert set(named) <= targets, page


def test_the_documented_processes_are_those_of_the_procfile() -> None:
    assert read("Procfile") in code_blocks("docs/operating.md", "")


async def test_every_figure_of_the_metrics_is_documented(sqlite_store: Store) -> None:
    async with sqlite_store.reads() as tx:
        figures = await health.figures(tx) + read("bot/app.py").partition("# TYPE anker")[2].replace("\\n", "\n")
    shown = set(re.findall(r"^(anker_\w+) ", figures, flags=re.MULTILINE))
    assert {row[0].strip("`") for row in rows("docs/operating.md") if row[0].startswith("`anker_")} == shown


def test_every_line_of_the_log_that_is_worth_an_alarm_is_one_that_is_written() -> None:
    product = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in PRODUCT]
    written = [said for path in product for said in _literals(path)]
    lines = [row[0].strip("`") for row in rows("docs/operating.md", "The log") if row[1]]
    assert len(lines) > 5
    for line in lines:
        assert any(line in said for said in written), line


def _literals(path: Path) -> Iterator[str]:
    """Every text that a module writes, each by itself, with "…" for what is filled in."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.sub(r"%\w", "…", node.value)


# Privacy


def documented_tables() -> dict[str, list[str]]:
    """Each table that docs/privacy.md names, with the columns it names, in order."""
    parts = re.split(r"^### `(\w+)`$", read("docs/privacy.md"), flags=re.MULTILINE)[1:]
    return {name: _columns(text.split("\n## ")[0]) for name, text in zip(parts[::2], parts[1::2], strict=True)}


def _columns(section: str) -> list[str]:
    first_cells = re.findall(r"^\| (`[^|]+) \|", section, flags=re.MULTILINE)
    return [column for cell in first_cells for column in re.findall(r"`(\w+)`", cell)]


def test_every_table_is_in_the_privacy_page_and_no_other() -> None:
    assert set(documented_tables()) == set(Table.metadata.tables)


@pytest.mark.parametrize("table", sorted(Table.metadata.tables))
def test_every_column_is_in_the_privacy_page_once(table: str) -> None:
    assert sorted(documented_tables().get(table, [])) == sorted(Table.metadata.tables[table].columns.keys())


@pytest.mark.parametrize("table", sorted(Table.metadata.tables))
def test_the_privacy_page_says_how_long_a_table_is_kept(table: str) -> None:
    section = read("docs/privacy.md").split(f"### `{table}`")[1].split("\n#")[0]
    assert re.search(r"\*\*[^*]*([Kk]ept|[Dd]eleted)[^*]*\*\*", section)


def test_the_rules_stand_in_order_and_every_rule_that_the_code_names_is_among_them() -> None:
    rules = re.findall(r"^\*\*(P\d+)\*\* ", read("docs/privacy.md"), flags=re.MULTILINE)
    assert rules == [f"P{number}" for number in range(1, 18)]
    named = {rule for source in SOURCES for rule in re.findall(r"\brules? .*?\b(P\d+)\b", source.read_text("utf-8"))}
    assert named
    assert named <= set(rules)


def test_the_promise_in_the_privacy_page_is_the_one_that_people_read() -> None:
    quoted = [line[2:].replace("**", "*") for line in read("docs/privacy.md").splitlines() if line.startswith("> ")]
    assert quoted == list(promise_paragraphs("{operator}", Words("da")))


# Decisions


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_has_its_four_parts_and_fits_on_a_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert headings(page)[1:] == PARTS_OF_A_DECISION
    assert headings(page)[0].split()[0] == page.name[:4]
    assert len(text.splitlines()) <= LONGEST_DECISION
    for part in text.split("\n## ")[1:]:
        assert part.partition("\n")[2].strip(), f"{page.name}: nothing under {part.partition(chr(10))[0]}"


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [page.name[:4] for page in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]


def test_every_decision_and_section_that_the_code_names_is_there() -> None:
    numbers = {page.name[:4] for page in DECISIONS}
    for source in SOURCES:
        text = one_line(source.read_text(encoding="utf-8"))
        assert set(re.findall(r"docs/decisions/(\d{4})", text)) <= numbers, source
        for page, section in re.findall(r'(docs/[\w/-]+\.md), "([^"\\]+)"', text):
            assert section in headings(ROOT / page), f"{source} names {section!r} of {page}"
        for page in re.findall(r"docs/[\w/-]+\.md", text):
            assert (ROOT / page).is_file(), f"{source} names {page}"


# Barometers


def test_the_barometer_in_the_documentation_can_be_used(tmp_path: Path) -> None:
    path = tmp_path / "barometer-team.yaml"
    path.write_text(code_blocks("docs/writing-a-barometer.md", "yaml")[0], encoding="utf-8")
    barometer = read_barometer(path)
    assert barometer.languages == ("da", "en")
    assert {role.id for role in barometer.roles} == {"leder", "faglig_leder", "superbruger", "sagsbehandler"}


@pytest.mark.parametrize("form", BAROMETER, ids=lambda form: form.name.da)
def test_every_column_of_a_sheet_is_documented_by_both_its_names(form: Form) -> None:
    page = read("docs/writing-a-barometer.md")
    [line] = [line for line in page.splitlines() if line.startswith(f"| {form.name.da} ({form.name.en}) |")]
    _, danish, english, *_ = line.strip("| ").split(" | ")
    rows = ABOUT_ROWS if form is ABOUT else ()
    languages: tuple[tuple[str, Language], ...] = ((danish, "da"), (english, "en"))
    for written, language in languages:
        named = [name_of(known).in_(language) for known in (*form.columns, *rows)]
        assert re.findall(r"`([^`]+)`", written) == named


def test_the_mistakes_in_the_documentation_are_told_as_it_says(tmp_path: Path) -> None:
    path = tmp_path / "barometer-broken.yaml"
    path.write_text(code_blocks("docs/writing-a-barometer.md", "yaml")[1], encoding="utf-8")
    with pytest.raises(ContentError) as wrong:
        read_barometer(path)
    told = [mistake.replace(f"{tmp_path}/", "") for mistake in wrong.value.mistakes]
    assert code_blocks("docs/writing-a-barometer.md", "")[-1].splitlines() == told


def test_every_key_of_the_example_is_explained() -> None:
    example = code_blocks("docs/writing-a-barometer.md", "yaml")[0]
    used = set(re.findall(r"(?:^|[{,-]) *([a-z_]+):(?=\s)", example, flags=re.MULTILINE))
    explained = {row[0].strip("`") for row in rows("docs/writing-a-barometer.md") if row[0].startswith("`")}
    assert explained == used - {"da", "en"}


# Courses


def test_the_course_in_the_documentation_can_be_used(tmp_path: Path) -> None:
    path = tmp_path / "course-kort.yaml"
    path.write_text(code_blocks("docs/forloeb.md", "yaml")[0], encoding="utf-8")
    course = read_course(path)
    assert course.needed == ("start",)
    assert {milestone.kind for milestone in course.milestones} == {*Kind}


def test_every_key_of_a_course_is_explained() -> None:
    example = code_blocks("docs/forloeb.md", "yaml")[0]
    used = set(re.findall(r"(?:^|[{,-]) *([a-z_]+):(?=\s)", example, flags=re.MULTILINE))
    named = [row[0] for row in rows("docs/forloeb.md") if row[0].startswith("`")]
    explained = {key for cell in named for key in re.findall(r"`(\w+)`", cell)}
    of_anchors = {"start", "evaluation"}
    assert explained == used - {"da", "en"} - of_anchors | {"weeks", "months"}


# All pages


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for target in links(page, pictures=False):
        path, _, section = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{page.name} links to {target}"
        if section:
            assert section in {anchor(heading) for heading in headings(there)}, f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_picture_is_there(page: Path) -> None:
    missing = [target for target in links(page, pictures=True) if not (page.parent / target).is_file()]
    assert not missing, f"{page.name} shows pictures that are not there"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_stands_alone(page: Path) -> None:
    assert not STRANGE.findall(page.read_text(encoding="utf-8"))


def test_the_licence_is_the_one_that_the_project_names() -> None:
    assert read("LICENSE").startswith("Mozilla Public License Version 2.0")
    assert 'license = "MPL-2.0"' in read("pyproject.toml")
