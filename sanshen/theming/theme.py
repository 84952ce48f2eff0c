"""主题 (theme): the templates and static files a site is drawn with, and what each depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sanshen.content.source import Source
from sanshen.model.canonical import sha256_bytes, sha256_text
from sanshen.output.writing import write_file
from sanshen.theming.template_facts import TemplateFacts, ThemeError
from sanshen.theming.theme_cache import known_facts

FOLDER = "theme"
TEMPLATES = "templates"
STATIC = "static"
STYLESHEET = "css/main.css"
HASH_LENGTH = 10
__all__ = ["Theme", "ThemeError"]


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme's files: ``templates`` (name to text) and ``static`` (path to bytes)."""

    templates: Mapping[str, str]
    static: Mapping[str, bytes]
    cache: Path | None = None
    _known: dict[str, TemplateFacts] = field(default_factory=dict, compare=False)
    _closures: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def facts(self) -> Mapping[str, TemplateFacts]:
        """What each template refers to; ThemeError for a template that cannot be read."""
        if not self._known:
            self._known.update(known_facts(self.templates, self.cache))
        return self._known

    def libraries(self) -> tuple[str, ...]:
        """The templates that others import macros from."""
        return tuple(sorted({name for facts in self.facts.values() for name in facts.imports}))

    def closure_digest(self, name: str) -> str:
        """The digest of a template and of everything it extends, includes or imports."""
        if name not in self._closures:
            reached = sorted(self._closure(name))
            text = "\n".join(f"{part} {sha256_text(self.templates[part])}" for part in reached)
            self._closures[name] = sha256_text(text)
        return self._closures[name]

    def _closure(self, name: str) -> set[str]:
        reached: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current in reached:
                continue
            if current not in self.templates:
                raise ThemeError(f"theme/templates/{current} is missing")
            reached.add(current)
            waiting.extend(self.facts[current].refers)
        return reached

    def static_address(self, path: str) -> str:
        """The output path of a static file: ``theme/css/main.<10 hex of sha256>.css``."""
        stem, _, suffix = path.rpartition(".")
        return f"{FOLDER}/{stem}.{sha256_bytes(self.static[path])[:HASH_LENGTH]}.{suffix}"


def load_theme(source: Source, cache: Path | None = None) -> Theme:
    """Read ``theme/`` of a source; ThemeError when there are no templates or no stylesheet.

    ``cache`` is a folder for what follows from the templates (``theme_cache.cache_folder``).
    """
    paths = sorted(path for path in source.blobs() if path.startswith(f"{FOLDER}/"))
    files = {path.removeprefix(f"{FOLDER}/"): data for path, data in source.read(paths)}
    return _theme(files, cache)


def load_theme_folder(folder: Path) -> Theme:
    """Read a theme from a folder on disk, as a build unpacked it."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return _theme({file.relative_to(folder).as_posix(): file.read_bytes() for file in files})


def _theme(files: Mapping[str, bytes], cache: Path | None = None) -> Theme:
    templates = {
        path.removeprefix(f"{TEMPLATES}/"): _text(path, data)
        for path, data in files.items()
        if path.startswith(f"{TEMPLATES}/")
    }
    static = {
        path.removeprefix(f"{STATIC}/"): data
        for path, data in files.items()
        if path.startswith(f"{STATIC}/")
    }
    if not templates or STYLESHEET not in static:
        raise ThemeError(f"theme/ has no {TEMPLATES}/ or no {STATIC}/{STYLESHEET}")
    return Theme(templates, static, cache)


def _text(path: str, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ThemeError(f"theme/{path}: {error}") from error


def theme_digest(theme: Theme) -> str:
    """One digest of a whole theme; names the folder a build unpacks it into."""
    rows = [f"{TEMPLATES}/{name} {sha256_text(text)}" for name, text in theme.templates.items()]
    rows += [f"{STATIC}/{name} {sha256_bytes(data)}" for name, data in theme.static.items()]
    return sha256_text("\n".join(sorted(rows)))


def unpack_theme(theme: Theme, folder: Path) -> Path:
    """Write a theme below ``folder``, under its digest, for programs that need it on disk."""
    target = folder / theme_digest(theme)[:16]
    files = {f"{TEMPLATES}/{name}": text.encode() for name, text in theme.templates.items()}
    files |= {f"{STATIC}/{name}": data for name, data in theme.static.items()}
    for name, data in files.items():
        write_file(target / name, data)
    return target
