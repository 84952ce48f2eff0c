"""``serve`` the sites, ``server init`` and ``server run`` the city's repository."""

from __future__ import annotations

import argparse
from pathlib import Path

from sanshen.catalogue import message
from sanshen.cli.common import CLEAN, UNREADABLE, Verb, city_folder, now, tell
from sanshen.content.source import open_source
from sanshen.gate.house import GateHouse
from sanshen.gate.release import open_recovered
from sanshen.office.clone import CloneError
from sanshen.office.join import read_public_key
from sanshen.server.founding import found_city
from sanshen.server.git_http import GitDoor, run_git_server
from sanshen.server.static import SiteFolder, serve_sites


def _serve_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("--port", type=int, default=8000, help=message("cli.serve.port", lang))
    parser.add_argument("--preview", action="store_true", help=message("cli.serve.preview", lang))


def _serve(arguments: argparse.Namespace) -> int:
    root = city_folder(arguments)
    folder = root / ("build/preview" if arguments.preview else "output")
    sites = sorted(p.name for p in folder.glob("*") if p.is_dir()) if folder.is_dir() else []
    if not sites:
        tell(message("serve.nothing", arguments.lang, folder=folder))
        return UNREADABLE
    served = {site: SiteFolder(folder / site, preview=arguments.preview) for site in sites}
    serve_sites(served, first_port=arguments.port, announce=tell)
    return CLEAN


def _server_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="init|run")
    init = acts.add_parser("init", help=message("cli.server.init", lang))
    init.add_argument("folder", type=Path, help=message("cli.server.folder", lang))
    init.add_argument("--from", dest="origin", type=Path, default=Path(),
                      help=message("cli.server.from", lang))  # fmt: skip
    init.add_argument("--keys", type=Path, help=message("cli.server.keys", lang))
    run = acts.add_parser("run", help=message("cli.server.run", lang))
    run.add_argument("folder", type=Path, help=message("cli.server.folder", lang))
    run.add_argument("--port", type=int, default=8418, help=message("cli.server.port", lang))


def _server(arguments: argparse.Namespace) -> int:
    return _init(arguments) if arguments.act == "init" else _run(arguments)


def _init(arguments: argparse.Namespace) -> int:
    lang = arguments.lang
    keys = {}
    if arguments.keys is not None:
        keys = {f.stem: read_public_key(f) for f in sorted(arguments.keys.glob("*.pub"))}
        if not keys:
            raise CloneError("founding.no-keys", folder=arguments.keys)
    founded = found_city(arguments.folder, open_source(arguments.origin), keys, now())
    tell(message("founding.done", lang, folder=founded.house.folder))
    tell(message("founding.id", lang, repository=founded.repository_id,
                 fingerprint=founded.gate_fingerprint))  # fmt: skip
    tell(message("founding.baseline", lang, items=founded.baseline_items, keys=len(keys)))
    return CLEAN


def _run(arguments: argparse.Namespace) -> int:
    house = GateHouse(arguments.folder.resolve())
    with open_recovered(house, now()) as gate:
        tell(message("server.recovered", arguments.lang, seq=gate.state.seq,
                     repository=gate.state.repository[:16]))  # fmt: skip
    run_git_server(GitDoor(house.folder / "city.git"), port=arguments.port, announce=tell)
    return CLEAN


SERVE = Verb("serve", _serve_arguments, _serve)
SERVER = Verb("server", _server_arguments, _server)
