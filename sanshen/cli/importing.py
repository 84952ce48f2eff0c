"""``import-markdown``: foreign Markdown through a documented mapping, with a report."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sanshen.catalogue import message, render_finding
from sanshen.cli.common import CLEAN, UNREADABLE, WRONG, Verb, city_folder, now, tell
from sanshen.gitio.repository import Repository
from sanshen.importer import (
    ImportRefusedError,
    MappingError,
    import_markdown,
    load_mapping,
    read_addresses,
    render_report,
)
from sanshen.importer.report import report_json


def _arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("source", type=Path, help=message("import.cli-source", lang))
    parser.add_argument("--site", required=True, help=message("import.cli-site", lang))
    parser.add_argument("--column", help=message("import.cli-column", lang))
    parser.add_argument("--addresses", type=Path, help=message("import.cli-addresses", lang))
    parser.add_argument("--map", required=True, type=Path, help=message("import.cli-map", lang))
    parser.add_argument("--json", action="store_true", help=message("cli.verify.json", lang))


def _run(arguments: argparse.Namespace) -> int:
    root = Path(Repository(city_folder(arguments)).text("rev-parse", "--show-toplevel"))
    try:
        mapping = load_mapping(arguments.map)
        listed = read_addresses(arguments.addresses) if arguments.addresses else ()
        report = import_markdown(
            arguments.source, root, arguments.site, arguments.column, mapping, now(), listed
        )
    except (ImportRefusedError, MappingError) as error:
        for found in error.findings:
            print(render_finding(found, arguments.lang), file=sys.stderr)
        return UNREADABLE
    tell(report_json(report) if arguments.json else render_report(report, arguments.lang))
    return WRONG if report.refused else CLEAN


IMPORT = Verb("import-markdown", _arguments, _run)
