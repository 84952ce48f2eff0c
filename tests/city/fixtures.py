"""Fixtures: keys and a founded, signed city once a session; a copy of it for each test."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.city.city import City, make_keys
from tests.city.sample_city import SampleCity
from tests.city.themed import themed_files

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "city" / "sample"


@pytest.fixture(scope="session")
def city_keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Everybody's key, made once."""
    return make_keys(tmp_path_factory.mktemp("keys") / "k")


@pytest.fixture(scope="session")
def founded_template(tmp_path_factory: pytest.TempPathFactory, city_keys: dict[str, Path]) -> City:
    """A founded city whose baseline waits for signatures."""
    return City.found(tmp_path_factory.mktemp("city") / "house", city_keys)


@pytest.fixture(scope="session")
def signed_template(tmp_path_factory: pytest.TempPathFactory, founded_template: City) -> City:
    """The same with its baseline released."""
    city = founded_template.copy(tmp_path_factory.mktemp("signed") / "house")
    city.sign_baseline()
    return city


@pytest.fixture(scope="session")
def themed_template(tmp_path_factory: pytest.TempPathFactory, city_keys: dict[str, Path]) -> City:
    """A city that can be published; its baseline released."""
    city = City.found(tmp_path_factory.mktemp("themed") / "house", city_keys, themed_files())
    city.sign_baseline()
    return city


@pytest.fixture
def founded_city(tmp_path: Path, founded_template: City) -> City:
    """A city of one's own, just founded."""
    return founded_template.copy(tmp_path / "house")


@pytest.fixture
def city(tmp_path: Path, signed_template: City) -> City:
    """A city of one's own, its baseline released."""
    return signed_template.copy(tmp_path / "house")


@pytest.fixture(scope="session")
def sample_files() -> Mapping[str, bytes]:
    """Every file of the sample city, its theme included, by repository path."""
    files = {f.relative_to(SAMPLE).as_posix(): f for f in SAMPLE.rglob("*") if f.is_file()}
    theme = {f.relative_to(ROOT).as_posix(): f for f in (ROOT / "theme").rglob("*") if f.is_file()}
    return {path: file.read_bytes() for path, file in sorted((files | theme).items())}


@pytest.fixture
def sample_city(
    tmp_path: Path, sample_files: Mapping[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> SampleCity:
    """The sample city of one's own, everything in it released; built in this process."""
    monkeypatch.setenv("SANSHEN_EXECUTOR", "serial")
    city = SampleCity(tmp_path / "sample", sample_files)
    city.release()
    return city
