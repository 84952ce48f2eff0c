"""``check``: every finding of the working tree, or of a commit."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sanshen.catalogue import blocking, finding_parts, is_blocking, message, render_finding
from sanshen.cli.common import CLEAN, UNREADABLE, WRONG, Verb, city_folder, now, tell
from sanshen.content.content_tree import ContentTree
from sanshen.content.settings import parse_legacy
from sanshen.content.source import Source, open_source
from sanshen.content.tree import load_tree
from sanshen.gate.judgement import calendar_files, release_times
from sanshen.gitio.repository import GitError, Repository
from sanshen.ledger.book import LedgerError
from sanshen.ledger.reading import read_state
from sanshen.model.changes import POLICY_PATH
from sanshen.model.findings import CheckResult, Finding
from sanshen.policy.coverage import check_coverage
from sanshen.policy.load import load_policy
from sanshen.review.legacy import FOLDER as LEGACY_FOLDER
from sanshen.rules import Context, run_checks
from sanshen.workdays.year_file import parse_calendar


def _arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("--all", action="store_true", help=message("cli.check.all", lang))
    parser.add_argument("--json", action="store_true", help=message("cli.check.json", lang))
    parser.add_argument("--rev", metavar="REV", help=message("cli.check.rev", lang))
    parser.add_argument("paths", nargs="*", help=message("cli.check.paths", lang))


def _run(arguments: argparse.Namespace) -> int:
    root = Path(Repository(city_folder(arguments)).text("rev-parse", "--show-toplevel"))
    source = open_source(root, arguments.rev)
    changed = None if arguments.all or not arguments.paths else frozenset(arguments.paths)
    tree = load_tree(source)
    context = Context(
        tree=tree, now=now(), calendar=parse_calendar(calendar_files(source)), changed=changed,
        released=_released(root), baseline=_registered(source),
    )  # fmt: skip
    policy_check, readable = _policy_check(source, tree)
    results = [policy_check, *run_checks(context)]
    findings = sorted({f for result in results for f in result.findings})
    if arguments.json:
        tell(json.dumps(_report(results, findings, tree.examined), ensure_ascii=False, indent=1))
    else:
        _print(results, findings, tree.examined, arguments.lang)
    if tree.examined == 0 or not readable:
        return UNREADABLE
    return WRONG if blocking(findings) else CLEAN


def _released(root: Path) -> Mapping[str, datetime] | None:
    """First release times where there is a ledger; None where there is none."""
    try:
        return release_times(read_state(Repository(root)))
    except (LedgerError, GitError):
        return None


def _registered(source: Source) -> frozenset[str]:
    """Items that were public elsewhere before: the legacy registers name them."""
    paths = [p for p in source.blobs() if p.startswith(LEGACY_FOLDER)]
    registers = [parse_legacy(path, data)[0] for path, data in source.read(paths)]
    return frozenset(path for register in registers if register for path in register.times)


def _policy_check(source: Source, tree: ContentTree) -> tuple[CheckResult, bool]:
    """The review policy against the columns there are; whether there is a policy to read."""
    blobs = source.blobs()
    data = dict(source.read([POLICY_PATH]))[POLICY_PATH] if POLICY_PATH in blobs else None
    policy, found = load_policy(data)
    more = tuple(check_coverage(policy, tree)) if policy is not None else ()
    return CheckResult("policy", 1, (*found, *more)), policy is not None


def _print(
    results: Sequence[CheckResult], findings: Sequence[Finding], examined: int, lang: str
) -> None:
    for found in findings:
        tell(render_finding(found, lang))
    comma = "；" if lang == "zh" else "; "
    for result in results:
        line = message("check.line", lang, name=result.name, examined=result.examined,
                       found=len(result.findings), skipped=len(result.skipped))  # fmt: skip
        reasons = sorted({message(reason, lang) for _, reason in result.skipped})
        tell(
            line
            if not reasons
            else message("check.skipped", lang, line=line, why=comma.join(reasons))
        )
    wrong = len(blocking(findings))
    tell(message("check.total", lang, files=examined, blocking=wrong,
                 warnings=len(findings) - wrong))  # fmt: skip


def _report(
    results: Sequence[CheckResult], findings: Sequence[Finding], examined: int
) -> dict[str, Any]:
    return {
        "examined": examined,
        "checks": [
            {
                "name": r.name,
                "examined": r.examined,
                "findings": len(r.findings),
                "skipped": [{"path": path, "reason": reason} for path, reason in r.skipped],
            }
            for r in results
        ],
        "findings": [
            {
                "code": f.code,
                "severity": "blocking" if is_blocking(f) else "warning",
                "path": f.path,
                "line": f.line,
                "column": f.column,
                "fingerprint": f.fingerprint,
                "zh": finding_parts(f, "zh"),
                "en": finding_parts(f, "en"),
            }
            for f in findings
        ],
    }


CHECK = Verb("check", _arguments, _run)
