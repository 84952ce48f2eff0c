"""The test city as it can be published: with the theme of the project."""

from __future__ import annotations

from tests.city.content import PROJECT, city_files

THEMED = ("theme", "pelicanconf.py", "publishconf.py")


def themed_files() -> dict[str, bytes]:
    """The test city with the project's theme and settings, so that it can be published."""
    files = city_files()
    for name in THEMED:
        place = PROJECT / name
        for file in [place] if place.is_file() else sorted(place.rglob("*")):
            if file.is_file():
                files[file.relative_to(PROJECT).as_posix()] = file.read_bytes()
    return files
