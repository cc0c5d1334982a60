"""The command line: `bnlab lessons`, `bnlab reset 03`, `bnlab lab`, or `python -m bnlab …`."""

from __future__ import annotations

import argparse
import sys

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
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command != "lab":
        parser.error(f"unknown arguments: {' '.join(rest)}")
    try:
        if options.command == "reset":
            lines = lessons.reset(options.lesson, options.folder)
        else:
            lines = lessons.copy(options.folder)
    except (OSError, ValueError) as error:
        print(f"bnlab: {error}", file=sys.stderr)
        return 1
    print(*lines, sep="\n", flush=True)
    if options.command == "lab":
        lab.start(lessons.home(options.folder), rest)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
