# SPDX-License-Identifier: AGPL-3.0-or-later
"""The template environment under the name it had: rendering itself needs no Pelican."""

from __future__ import annotations

from sanshen.publish.template_sandbox import file_size, theme_environment

__all__ = ["file_size", "theme_environment"]
