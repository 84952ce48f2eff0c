"""``check-output`` and ``rollback``: what is served is what was built, or the release before."""

from __future__ import annotations

import argparse

from sanshen.catalogue import message, render_finding
from sanshen.cli.common import CLEAN, WRONG, Verb, city_clone, tell
from sanshen.cli.sites import chosen_sites
from sanshen.ledger.reading import main_reference
from sanshen.publish.served import check_served, roll_back


def _arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("--site", action="append", default=[], help=message("cli.site", lang))


def _one_site(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("--site", required=True, help=message("cli.site", lang))


def _check_output(arguments: argparse.Namespace) -> int:
    repository, lang = city_clone(arguments), arguments.lang
    main = repository.resolve(main_reference(repository))
    good = True
    for site in chosen_sites(repository.path, main, arguments.site):
        served = check_served(repository.path, site)
        for found in served.findings:
            tell(render_finding(found, lang))
        if served.findings:
            good = False
            continue
        manifest = served.manifest
        tell(message("served.right", lang, site=site, files=manifest.files, digest=manifest.digest))
    return CLEAN if good else WRONG


def _rollback(arguments: argparse.Namespace) -> int:
    root, lang = city_clone(arguments).path, arguments.lang
    manifest = roll_back(root, arguments.site)
    tell(message("served.back", lang, site=arguments.site, files=manifest.files,
                 digest=manifest.digest))  # fmt: skip
    return CLEAN


CHECK_OUTPUT = Verb("check-output", _arguments, _check_output)
ROLLBACK = Verb("rollback", _one_site, _rollback)
