"""``publish``: what is released goes live, is fetched back, and the ledger says so."""

from __future__ import annotations

import argparse
from datetime import UTC

from sanshen.catalogue import message, render_finding
from sanshen.cli.common import CLEAN, WRONG, Verb, city_clone, now, tell
from sanshen.cli.sites import chosen_sites, tell_report
from sanshen.content.site_list import read_sites
from sanshen.gitio.repository import Repository
from sanshen.ledger.reading import ledger_reference, main_commit
from sanshen.ledger.verify import verify_history
from sanshen.ledger.witness import load_witness, record_witness, witness_file
from sanshen.model.statements import Statement, StatementType
from sanshen.office.clone import Identity, fetch, identity_of
from sanshen.office.sending import push_statement
from sanshen.policy.policy import Role, Scope
from sanshen.publish.publish import Published, PublishError, is_due, publish_site
from sanshen.review.state import ReviewState
from sanshen.review.statements import publish_predecessor


def _arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("--site", action="append", default=[], help=message("cli.site", lang))
    parser.add_argument("--origin", action="append", default=[], metavar="[SITE=]URL",
                        help=message("cli.publish.origin", lang))  # fmt: skip


def _run(arguments: argparse.Namespace) -> int:
    repository, lang = city_clone(arguments), arguments.lang
    identity = identity_of(repository)
    fetch(repository)
    main = main_commit(repository)
    state = _verified(repository, main, lang)
    if state is None:
        return WRONG
    sites = chosen_sites(repository.path, main, arguments.site)
    for site in sites:
        policy = state.policy_in_force()
        if not policy.holds(identity.person, Scope(site), Role.PUBLISHER):
            raise PublishError("publish.not-publisher", person=identity.person, site=site)
    origins = _origins(repository, main, sites, arguments.origin)
    codes = [_publish(repository, identity, state, main, site, origins[site], lang)
             for site in sites]  # fmt: skip
    return max(codes)


def _verified(repository: Repository, main: str, lang: str) -> ReviewState | None:
    """The state of the ledger, replayed and checked in full; None, and why, if it is not right."""
    file = witness_file(repository)
    witness = load_witness(file, message("verify.this-clone", lang))
    ledger = ledger_reference(repository)
    result = verify_history(repository, main, ledger, (witness,) if witness else ())
    for found in result.findings:
        tell(render_finding(found, lang))
    if result.findings or result.examined == 0:
        tell(message("publish.not-verified", lang))
        return None
    record_witness(file, result.state)
    return result.state


def _origins(
    repository: Repository, main: str, sites: tuple[str, ...], given: list[str]
) -> dict[str, str]:
    """Where each site is fetched: as given, else at its own domain."""
    known, _ = read_sites(repository.path, main)
    origins = {site: known[site].origin for site in sites}
    for text in given:
        site, equals, url = text.partition("=")
        if not equals and len(sites) == 1:
            site, url = sites[0], text
        if site not in known or not url.startswith(("http://", "https://")):
            raise PublishError("publish.bad-origin", origin=text)
        origins[site] = url.rstrip("/")
    return origins


def _publish(
    repository: Repository,
    identity: Identity,
    state: ReviewState,
    main: str,
    site: str,
    origin: str,
    lang: str,
) -> int:
    due = is_due(state, site)
    done = publish_site(repository.path, site, main, state, origin, lang)
    built = tell_report(done.report, repository.path / "output" / site, lang)
    if done.live is None or not built:
        tell(message("publish.kept", lang, site=site))
        return WRONG
    for found in done.live.findings:
        tell(render_finding(found, lang))
    if not done.succeeded:
        tell(message("publish.live-differs", lang, site=site, origin=origin))
        return WRONG
    tell(message("publish.live", lang, site=site, origin=origin, pages=len(done.live.pages)))
    if not due:
        tell(message("publish.nothing-new", lang, site=site))
        return CLEAN
    statement = _statement(state, identity, done)
    sent = push_statement(repository, identity, statement, lang, tell)
    return CLEAN if sent.accepted else WRONG


def _statement(state: ReviewState, identity: Identity, done: Published) -> Statement:
    return Statement(
        type=StatementType.PUBLISH,
        repository=state.repository,
        change=0,
        round=0,
        person=identity.person,
        policy=state.policy_in_force().digest,
        content=state.states[-1],
        after=publish_predecessor(state, done.site),
        ledger_seq=state.seq,
        ledger_hash=state.head,
        made_at=now().astimezone(UTC).replace(microsecond=0).isoformat(),
        site=done.site,
        pages=done.live.pages if done.live else {},
        manifest=done.manifest,
    )


PUBLISH = Verb("publish", _arguments, _run)
