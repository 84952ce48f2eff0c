"""``build`` and ``preview``: the site as released, and as it would be."""

from __future__ import annotations

import argparse
from pathlib import Path

from sanshen.catalogue import message, render_finding
from sanshen.cli.common import CLEAN, WRONG, Verb, city_clone, city_folder, tell
from sanshen.content.site_list import read_sites
from sanshen.gitio.repository import Repository
from sanshen.ledger.reading import main_commit
from sanshen.output.trees import served_link, standby_tree
from sanshen.publish.build import BuildReport
from sanshen.publish.building import PublishError, build_released
from sanshen.publish.preview import preview_folder, render_preview
from sanshen.publish.why import explain_page


def _build_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("--site", action="append", default=[], help=message("cli.site", lang))
    parser.add_argument("--full", action="store_true", help=message("cli.full", lang))
    parser.add_argument("--swap", action="store_true", help=message("cli.swap", lang))
    parser.add_argument("--why", metavar="PAGE", help=message("cli.why", lang))


def _preview_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("--site", action="append", default=[], help=message("cli.site", lang))
    parser.add_argument("--rev", metavar="REV", help=message("cli.rev", lang))
    parser.add_argument("--full", action="store_true", help=message("cli.full", lang))
    parser.add_argument("--why", metavar="PAGE", help=message("cli.why", lang))


def chosen_sites(root: Path, treeish: str | None, asked: list[str]) -> tuple[str, ...]:
    """The sites asked for, all when none is; PublishError for one there is not."""
    sites, _ = read_sites(root, treeish)
    known = tuple(sites)
    unknown = [site for site in asked if site not in known]
    if unknown or not known:
        raise PublishError("publish.no-site", site="、".join(unknown), sites="、".join(known))
    return tuple(asked) or known


def tell_report(report: BuildReport, folder: Path, lang: str) -> bool:
    """Say what came of a build; whether it succeeded."""
    for note in report.notes:
        tell(note)
    for found in report.findings:
        tell(render_finding(found, lang))
    if not report.succeeded or report.output is None:
        tell(message("publish.not-built", lang, site=report.site, folder=folder))
        return False
    output = report.output
    reason = message(f"build.why.{report.reason}", lang)
    tell(message("publish.built", lang, site=report.site, folder=folder, reason=reason,
                 files=output.manifest.files, made=len(output.made), same=output.reused,
                 removed=len(output.removed)))  # fmt: skip
    return True


def _build(arguments: argparse.Namespace) -> int:
    repository, lang = city_clone(arguments), arguments.lang
    root, main = repository.path, main_commit(repository)
    good = True
    # A site that is named needs no look at the others; one there is not is B107.
    for site in arguments.site or chosen_sites(root, main, []):
        report, swapped = build_released(
            root, site, main, lang, arguments.swap, full=arguments.full
        )
        folder = served_link(root, site) if swapped else standby_tree(root, site)
        good = tell_report(report, folder, lang) and good
        if arguments.why:
            tell(explain_page(root, site, True, main, arguments.why, lang))
    return CLEAN if good else WRONG


def _preview(arguments: argparse.Namespace) -> int:
    root, lang = (
        Path(Repository(city_folder(arguments)).text("rev-parse", "--show-toplevel")),
        arguments.lang,
    )
    good = True
    for site in chosen_sites(root, arguments.rev, arguments.site):
        report = render_preview(root, arguments.rev, site, lang=lang, full=arguments.full)
        good = tell_report(report, preview_folder(root, site), lang) and good
        if arguments.why:
            tell(explain_page(root, site, False, arguments.rev, arguments.why, lang))
    return CLEAN if good else WRONG


BUILD = Verb("build", _build_arguments, _build)
PREVIEW = Verb("preview", _preview_arguments, _preview)
