"""预览目录 (preview folder): one folder, written in place; nobody is served from it.

Beside it lies a record of what it holds. The record goes before the first write and comes back
when everything is there, so a build that was killed leaves a folder that is made anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable
from pathlib import Path

from sanshen.output.delta_log import inode_of
from sanshen.output.manifest import Manifest, parse_manifest
from sanshen.output.spreading import make_tree
from sanshen.output.standby import OutputDiffersError, Standby
from sanshen.output.walking import clear_undeclared
from sanshen.output.writing import check_ours, manifest_file

FORMAT = "sanshen/preview-folder/1"


class PreviewFolder:
    """A folder a preview is written into: ``begin``, write, ``finish``, like ``SiteTrees``."""

    def __init__(self, folder: Path, site: str) -> None:
        self.folder = folder
        self.site = site

    @property
    def target(self) -> Path:
        """The folder itself."""
        return self.folder

    @property
    def held(self) -> tuple[int, ...]:
        """No locks: the index's is enough, for previews of a city are made one at a time."""
        return ()

    @property
    def live_manifest(self) -> Manifest | None:
        """What the folder holds, None when that is not known."""
        return self._held()

    def can_start_from(self, base: Manifest | None) -> bool:
        """Whether ``begin`` would give a folder that holds ``base``; nothing is touched."""
        return base is not None and base == self._held()

    def begin(self, base: Manifest | None) -> Standby:
        """Ready the folder; ForeignFolderError where it holds what no build of ours wrote."""
        check_ours(self.folder)
        held = self._held()
        make_tree(self.folder)
        self._record(None)
        return Standby(self.folder, base if base is not None and base == held else None, None)

    def finish(
        self,
        standby: Standby,
        manifest: Manifest,
        tally: Manifest,
        touched: Iterable[str] = (),  # noqa: ARG002
        declared: Collection[str] | None = None,
    ) -> bool:
        """Record the folder as complete; OutputDiffersError when it is not what was told."""
        if standby.base is None:
            present = clear_undeclared(self.folder, declared or ())
            if present != manifest.files:
                raise OutputDiffersError(self.site, manifest, Manifest(present))
        else:
            found = standby.base.plus(tally)
            if found != manifest:
                raise OutputDiffersError(self.site, manifest, found)
        self._record(manifest)
        return True

    def _held(self) -> Manifest | None:
        """What the folder holds, None when that is not known."""
        try:
            body = json.loads(manifest_file(self.folder).read_text(encoding="utf-8"))
            if body["format"] != FORMAT or body["inode"] != inode_of(self.folder):
                return None
            return parse_manifest(body["manifest"]) if body["manifest"] else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _record(self, manifest: Manifest | None) -> None:
        text = manifest.text() if manifest is not None else ""
        body = {"format": FORMAT, "inode": inode_of(self.folder), "manifest": text}
        file = manifest_file(self.folder)
        temporary = file.with_name(f"{file.name}.{os.getpid()}")
        temporary.write_text(json.dumps(body) + "\n", encoding="utf-8")
        temporary.replace(file)
