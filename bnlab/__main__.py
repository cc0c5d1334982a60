"""The command line: `bnlab lessons`, `bnlab reset 03`, `bnlab lab`, or `python -m bnlab …`.

For those who teach: `bnlab course export --out DIR` and `bnlab grade FILES`.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from . import lab, lessons


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; 1 if it can't be done, after a sentence that says why."""
    parser = argparse.ArgumentParser(prog="bnlab", description="Learn batch normalisation.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    what = {
        "lab": "copy the lessons that are missing and open JupyterLab; options go to JupyterLab",
        "lessons": "copy the lessons that are missing, without outputs; overwrite none",
        "reset": "make a fresh copy of one lesson, and keep the old one beside it",
    }
    for command, words in what.items():
        sub = commands.add_parser(command, help=words, description=words)
        if command == "reset":
            sub.add_argument("lesson", help="its number, such as 03 or A1")
        sub.add_argument("folder", nargs="?", help="of your copies; default: my_notebooks")
    _add_teaching(commands)
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command != "lab":
        parser.error(f"unknown arguments: {' '.join(rest)}")
    try:
        if options.command in ("course", "gain", "grade"):
            return _teach(options)
        if options.command == "reset":
            lines = lessons.reset(options.lesson, options.folder)
        else:
            lines = lessons.copy(options.folder)
    except (OSError, ValueError, ImportError) as error:
        print(f"bnlab: {error}", file=sys.stderr)
        return 1
    print(*lines, sep="\n", flush=True)
    if options.command == "lab":
        lab.start(lessons.home(options.folder), rest)
    return 0


def _add_teaching(commands: Any) -> None:
    """The commands of instructors."""
    words = "write the lessons as sets: for students, for instructors, for nbgrader"
    course = commands.add_parser("course", help=words, description=words)
    course.add_argument("what", choices=["export"])
    course.add_argument("--out", required=True, metavar="DIR", help="a new folder")
    course.add_argument("--lessons", nargs="*", default=[], metavar="NN", help="default: all")
    course.add_argument("--no-run", action="store_true", help="leave the solutions without outputs")
    words = "compare the ten questions before and after: two CSV files of names and letters"
    gain = commands.add_parser("gain", help=words, description=words)
    gain.add_argument("before")
    gain.add_argument("after")
    words = "mark what students hand in: points, and the reason in the words of the check"
    grade = commands.add_parser("grade", help=words, description=words)
    grade.add_argument("files", nargs="+", metavar="FILE", help="notebooks as students saved them")
    grade.add_argument("--csv", default="marks.csv", help="default: marks.csv")
    grade.add_argument("--feedback", metavar="DIR", help="a page for each student and the class's")
    grade.add_argument("--points", nargs="*", default=[], metavar="EXERCISE=POINTS")
    grade.add_argument("--seeds", type=int, default=3, help="draws an answer must be right on")
    grade.add_argument("--jobs", type=int, default=2, help="submissions at a time; default: 2")
    grade.add_argument("--seconds", type=float, default=60, help="for a cell; default: 60")
    grade.add_argument("--megabytes", type=int, default=4096, help="of memory; default: 4096")


def _teach(options: argparse.Namespace) -> int:
    """Export a course, grade, or compare a class before and after."""
    from . import course

    if options.command == "course":
        print(*course.export(options.out, options.lessons, run=not options.no_run), sep="\n")
        return 0
    if options.command == "gain":
        print(course.gain(options.before, options.after))
        return 0
    points = {}
    for text in options.points:
        name, _, number = text.partition("=")
        try:
            points[name] = float(number)
        except ValueError:
            raise ValueError(f"--points {text}: write EXERCISE=POINTS, as in adam_step=2") from None
    graded = course.grade(
        options.files,
        points=points,
        seeds=options.seeds,
        jobs=options.jobs,
        limits=course.Limits(seconds=options.seconds, megabytes=options.megabytes),
        progress=True,
    )
    print(f"{course.write_csv(graded, options.csv)}: {len(graded)} submissions")
    if options.feedback:
        print(f"{course.write_feedback(graded, options.feedback)[-1]}: the class")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
