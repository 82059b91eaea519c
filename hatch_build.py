"""Build hook: make `chaos discover openline` find the Chaos Toolkit extension.

chaoslib takes the first name of the distribution's `top_level.txt`. A wheel of three packages has
none, so its order is that of a set, and an editable one has no packages at all: we put the file
into both, ours first. `extra_metadata` would not do: its files land in a folder of their own,
where `importlib.metadata` does not look.
"""

import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TOP_LEVEL = "openline_drills\nopenline_stacks\nopenline\n"


class TopLevelHook(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        self._folder = tempfile.TemporaryDirectory()
        source = Path(self._folder.name) / "top_level.txt"
        source.write_text(TOP_LEVEL, encoding="utf-8")
        place = f"{self.build_config.builder.artifact_project_id}.dist-info/top_level.txt"
        for kind in ("force_include", "force_include_editable"):
            build_data[kind][str(source)] = place

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if self.target_name == "wheel":
            self._folder.cleanup()
