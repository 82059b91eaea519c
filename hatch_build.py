"""Build hook: make `chaos discover openline` find the Chaos Toolkit extension.

chaoslib takes the first name of the distribution's `top_level.txt`. A wheel of three packages has
them in any order, and an editable one has no such file at all, so we write it with ours first.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TOP_LEVEL = "openline_drills\nopenline_stacks\nopenline\n"


class TopLevelHook(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        folder = Path(self.directory) / "metadata"
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / "top_level.txt"
        target.write_text(TOP_LEVEL, encoding="utf-8")
        build_data.setdefault("extra_metadata", {})
        build_data["extra_metadata"][str(target)] = "top_level.txt"
