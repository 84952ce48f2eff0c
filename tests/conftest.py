"""What every test shares: hypothesis profiles, ``--full``, a home that is nobody's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["tests.city.fixtures"]

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PERSONAL = ("GIT_", "SANSHEN_", "SSH_", "XDG_", "PELICAN")

settings.register_profile("small", max_examples=40, deadline=None, derandomize=True)
settings.register_profile("full", max_examples=600, deadline=None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--full``: the long tests too, and many more examples of every law."""
    parser.addoption("--full", action="store_true", help="run the long tests and more examples")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the hypothesis profile and make the marker known."""
    config.addinivalue_line("markers", "full: long; runs only with --full")
    settings.load_profile("full" if config.getoption("--full") else "small")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip, and say so, what needs ``--full``."""
    if not config.getoption("--full"):
        for item in items:
            if item.get_closest_marker("full"):
                item.add_marker(pytest.mark.skip(reason="long: runs with --full"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the chains did. Here, because only this file is loaded where all results meet."""
    from tests.chains.summary import print_chains

    print_chains(terminalreporter)


@pytest.fixture(scope="session", autouse=True)
def nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A new HOME and no personal settings, so that tests say the same on every machine."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(PERSONAL)]:
            patch.delenv(name)
        patch.setenv("HOME", str(home))
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        yield home


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program. Missing is a failure where ``CI`` is set, else a named skip."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        lack = "no browser: install the package chromium"
        if os.environ.get("CI"):
            pytest.fail(lack)
        pytest.skip(lack)
    return found
