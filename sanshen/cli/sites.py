"""``build`` and ``preview``: the site as released, and as it would be."""

from __future__ import annotations

import argparse
from pathlib import Path

from sanshen.catalogue import message, render_finding
from sanshen.cli.common import CLEAN, WRONG, Verb, city_clone, city_folder, tell
from sanshen.content.source import open_source
from sanshen.content.tree import load_tree
from sanshen.gitio.repository import Repository
from sanshen.ledger.reading import main_reference, read_state
from sanshen.output.trees import standby_tree
from sanshen.publish.build import BuildReport, build_site
from sanshen.publish.preview import preview_folder, render_preview
from sanshen.publish.publish import PublishError, write_release_list


def _build_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("--site", action="append", default=[], help=message("cli.site", lang))


def _preview_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    _build_arguments(parser, lang)
    parser.add_argument("--rev", metavar="REV", help=message("cli.rev", lang))


def chosen_sites(root: Path, treeish: str | None, asked: list[str]) -> tuple[str, ...]:
    """The sites asked for, all when none is; PublishError for one there is not."""
    known = tuple(sorted(load_tree(open_source(root, treeish)).sites))
    unknown = [site for site in asked if site not in known]
    if unknown or not known:
        raise PublishError("publish.no-site", site="、".join(unknown), sites="、".join(known))
    return tuple(asked) or known


def tell_report(report: BuildReport, folder: Path, lang: str) -> bool:
    """Say what came of a build; whether it succeeded."""
    for found in report.findings:
        tell(render_finding(found, lang))
    built = report.succeeded and bool(report.manifest)
    key = "publish.built" if built else "publish.not-built"
    tell(message(key, lang, site=report.site, pages=report.pages, folder=folder))
    return built


def _build(arguments: argparse.Namespace) -> int:
    repository = city_clone(arguments)
    root, main = repository.path, repository.resolve(main_reference(repository))
    listing = write_release_list(root, read_state(repository))
    good = True
    for site in chosen_sites(root, main, arguments.site):
        folder = standby_tree(root, site)
        report = build_site(root, site, main, listing, folder, arguments.lang)
        good = tell_report(report, folder, arguments.lang) and good
    return CLEAN if good else WRONG


def _preview(arguments: argparse.Namespace) -> int:
    root = Path(Repository(city_folder(arguments)).text("rev-parse", "--show-toplevel"))
    good = True
    for site in chosen_sites(root, arguments.rev, arguments.site):
        report = render_preview(root, arguments.rev, site, lang=arguments.lang)
        good = tell_report(report, preview_folder(root, site), arguments.lang) and good
    return CLEAN if good else WRONG


BUILD = Verb("build", _build_arguments, _build)
PREVIEW = Verb("preview", _preview_arguments, _preview)
