"""The command line: `python -m bot run | web | clock | migrate | doctor | manifest | rehearse … | score …`."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.manifest import manifest
from bot.rehearse import rehearse
from bot.rehearse_walk import print_questions, rehearse_walk
from bot.score import ScoreMistake, add_arguments, score
from bot.settings import CONTENT, SettingsMistake, own_content, read_settings
from domain.barometers import Barometer
from domain.course_definitions import CourseType
from domain.templates import Template
from storage import marked_yaml
from storage.content import ContentError, UnknownBarometer, load_barometers, read_barometer
from storage.course_files import load_courses, read_course
from storage.template_files import load_templates, read_template

#: Stands in a manifest until the real address is known.
EXAMPLE_URL = "https://anker.example.dk/slack/events"

#: What is made is for the user that runs Anker alone.
OWN = 0o077


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 2 where a setting or a file stops it, with the reason."""
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.do(asked) or 0)
    except (SettingsMistake, ContentError, ScoreMistake) as mistake:
        print(mistake, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Anker, a chat assistant that anchors a method.")
    words = parser.add_subparsers(required=True, metavar="command")
    for name, about in {
        "run": "everything in one process",
        "web": "what hears Slack; start as many as wanted on PostgreSQL",
        "clock": "what does due work; start as many as wanted on PostgreSQL",
    }.items():
        words.add_parser(name, help=about).set_defaults(do=_serve, what=name)
    words.add_parser("migrate", help="bring the database up to date").set_defaults(do=_migrate)
    words.add_parser("doctor", help="look at everything Anker needs, and say what is to be mended").set_defaults(
        do=_printing(_doctor)
    )
    printed = words.add_parser("manifest", help="print the Slack app manifest")
    road = printed.add_mutually_exclusive_group()
    road.add_argument("--url", default=EXAMPLE_URL, type=_address, help="the address that Slack sends everything to")
    road.add_argument("--socket-mode", action="store_true", help="for Socket Mode, where Slack needs no address")
    printed.set_defaults(do=_printing(_manifest))
    walked = words.add_parser("rehearse", help="a barometer, a template or the dates of a course in the terminal")
    walked.add_argument("name", help="the id of a barometer, a template or a course, or a file")
    walked.add_argument("--role", help="the role to be; the last one of the barometer if not given")
    walked.add_argument("--language", choices=["da", "en"], default="da")
    walked.add_argument("--open", metavar="DATE", help="for a course: when barometer 1 opens, as 2027-01-11")
    walked.add_argument("--development-day", metavar="DATE", help="for a course: when it is, if that is known")
    walked.add_argument("--json", action="store_true", help="for a course: its dates for a program to read")
    walked.set_defaults(do=_printing(_rehearse))
    scored = words.add_parser("score", help="figures of answers given elsewhere, from CSV files")
    add_arguments(scored)
    scored.set_defaults(do=_printing(_score))
    return parser


def _address(url: str) -> str:
    """Slack sends to HTTPS only (docs.slack.dev/reference/app-manifest)."""
    if not url.startswith("https://"):
        raise argparse.ArgumentTypeError(f"Slack sends to HTTPS only: write https://… and not {url}")
    return url


def _printing(work: Callable[[argparse.Namespace], int | None]) -> Callable[[argparse.Namespace], int]:
    """The same, ending quietly where whoever reads what is printed has seen enough, such as `head`."""

    def until_nobody_reads(asked: argparse.Namespace) -> int:
        try:
            done = work(asked) or 0
            sys.stdout.flush()
        except BrokenPipeError:
            # What Python still holds goes nowhere; at its end it would complain once more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        return done

    return until_nobody_reads


def _serve(asked: argparse.Namespace) -> None:
    # Here, because the other commands need neither Slack nor a database, and start in a tenth of the time without.
    from bot.serve import until_stopped  # noqa: PLC0415

    os.umask(OWN)
    asyncio.run(until_stopped(read_settings(), asked.what))


def _doctor(_: argparse.Namespace) -> int:
    from bot.doctor import doctor  # noqa: PLC0415 - as above

    return asyncio.run(doctor(lambda line: print(line, flush=True)))


def _migrate(_: argparse.Namespace) -> None:
    from storage.database import migrate  # noqa: PLC0415 - see above

    settings = read_settings()
    os.umask(OWN)
    asyncio.run(migrate(settings.database_url))
    print("The database is up to date.")


def _manifest(asked: argparse.Namespace) -> None:
    print(json.dumps(manifest(None if asked.socket_mode else asked.url), ensure_ascii=False, indent=2))


def _rehearse(asked: argparse.Namespace) -> int:
    if course := _course(asked.name):
        return _rehearse_course(course, asked)
    if asked.open or asked.development_day or asked.json:
        known = ", ".join(one.id for one in load_courses(_folders()).all())
        raise SettingsMistake(f"{asked.name} is no course: only a course has dates to count. Courses: {known}.")
    if template := _template(asked.name):
        return _rehearse_walk(template, asked)
    barometer = _barometer(asked.name, _templates())
    role = asked.role or barometer.roles[-1].id
    if role not in {known.id for known in barometer.roles}:
        known = ", ".join(role.id for role in barometer.roles)
        print(f"--role {role} is not a role of this barometer. Choose one of: {known}.", file=sys.stderr)
        return 2
    try:
        rehearse(barometer, role, asked.language, input, print)
    except (EOFError, KeyboardInterrupt):
        print()
    return 0


def _rehearse_course(course: CourseType, asked: argparse.Namespace) -> int:
    # Here, because nothing else on the command line needs an almanac.
    from bot.rehearse_course import anchors_given, print_calendar, print_json  # noqa: PLC0415

    if asked.role:
        raise SettingsMistake("--role is for a barometer: a course has no roles.")
    anchors = anchors_given(course, asked.open, asked.development_day)
    (print_json if asked.json else print_calendar)(course, anchors, asked.language, print)
    return 0


def _rehearse_walk(template: Template, asked: argparse.Namespace) -> int:
    """With nobody at a terminal the questions are printed."""
    if asked.role:
        print("--role is for a barometer: a template has no roles.", file=sys.stderr)
        return 2
    now = datetime.now(UTC)
    try:
        if sys.stdin.isatty():
            rehearse_walk(template, asked.language, input, print, now)
        else:
            print_questions(template, asked.language, print, now)
    except KeyboardInterrupt:
        print()
    return 0


def _score(asked: argparse.Namespace) -> None:
    print(score(asked, _barometer(asked.barometer)))


def _folders() -> list[Path]:
    """Our own content and the municipality's."""
    own = own_content()
    return [CONTENT, *([own] if own else [])]


def _barometer(name: str, templates: Sequence[Template] = ()) -> Barometer:
    """A barometer by id, from our own and the municipality's folder, or by file."""
    path = Path(name)
    if path.is_file():
        return read_barometer(path)
    barometers = load_barometers(_folders())
    known = ", ".join(barometer.id for barometer in barometers.all())
    others = _others(templates) if templates else ""
    try:
        return barometers.latest(name)
    except UnknownBarometer:
        what = "no barometer, no template, no course" if templates else "no barometer"
        raise SettingsMistake(f"There is {what} and no file called {name}. Barometers: {known}.{others}") from None


def _others(templates: Sequence[Template]) -> str:
    courses = ", ".join(course.id for course in load_courses(_folders()).all())
    return f" Templates: {', '.join(one.id for one in templates)}. Courses: {courses}."


def _templates() -> tuple[Template, ...]:
    return load_templates(_folders()).all()


def _template(name: str) -> Template | None:
    """A template by id or by file, None where it is none: a file with elements is meant to be one."""
    path = Path(name)
    if not path.is_file():
        return next((one for one in _templates() if one.id == name), None)
    written = marked_yaml.read(path).data
    return read_template(path) if isinstance(written, dict) and "elements" in written else None


def _course(name: str) -> CourseType | None:
    """A course by id or by file, None where it is none: a file with milestones is meant to be one."""
    path = Path(name)
    if not path.is_file():
        return next((one for one in load_courses(_folders()).all() if one.id == name), None)
    written = marked_yaml.read(path).data
    return read_course(path) if isinstance(written, dict) and "milestones" in written else None


if __name__ == "__main__":
    sys.exit(main())
