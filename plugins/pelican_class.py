# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Pelican of this platform: fails where stock Pelican goes on, and has our generators only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from pelican import Pelican, console
from pelican.plugins import signals
from pelican.writers import Writer
from sanshen_pelican.generators import NoPages, SiteUnits
from sanshen_pelican.run import KEY, RefusedError, Run, current_run

from sanshen.catalogue import chosen_language, message
from sanshen.model.loaded import keep_loaded

PLUGIN = "sanshen_pelican"


class SanshenPelican(Pelican):  # type: ignore[misc]
    """Named by ``PELICAN_CLASS``; refuses to run without its plugin and its gate."""

    def init_plugins(self) -> None:
        """As Pelican, but a plugin that is missing or fails to register ends the run."""
        wanted = [getattr(plugin, "__name__", plugin) for plugin in self.settings["PLUGINS"]]
        super().init_plugins()
        missing = sorted({*wanted, PLUGIN} - set(self.settings["PLUGINS"]))
        if missing:
            names = ", ".join(missing)
            raise RefusedError(message("build.plugin_missing", chosen_language(), names=names))

    def run(self) -> None:
        """Say which site is built in which way, then run."""
        keep_loaded()
        # A fresh one each time, so that neither content nor the gate's pass outlives a run.
        run = self._place(replace(current_run(self.settings), gate_passed=False))
        self.settings[KEY] = run
        key = "build.publishing" if run.publishing else "build.previewing"
        text = message(key, chosen_language(), site=run.site_code, output=self.output_path)
        console.print(text, markup=False, highlight=False, soft_wrap=True)
        super().run()

    def _place(self, run: Run) -> Run:
        """The run with the folder it writes into; what is public goes into the standby tree only.

        A run that was started with a plan writes where the plan says.
        """
        chosen = Path(self.output_path).resolve()
        if run.plan_file is not None or chosen == run.output.resolve():
            return run
        if run.publishing:
            text = message("build.output_fixed", chosen_language(), folder=run.output)
            raise RefusedError(text)
        return replace(run, output=chosen)

    def _get_generator_classes(self) -> list[Any]:
        """Our generators in place of Pelican's, and those other plugins bring."""
        brought: list[Any] = []
        for _, values in signals.get_generators.send(self):
            brought += values if isinstance(values, list | tuple) else [values]
        return [SiteUnits, NoPages, *filter(None, brought)]

    def _get_writer(self) -> Writer:
        """The writer; called after the gate, so without its pass nothing can be written."""
        run = current_run(self.settings)
        if run.publishing and not run.gate_passed:
            raise RefusedError(message("build.gate_absent", chosen_language()))
        return Writer(self.output_path, settings=self.settings)
