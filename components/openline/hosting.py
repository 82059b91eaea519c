"""The components for every Pulumi language: `pulumi-resource-openline`, which an engine starts.

In: a component's arguments as a plain mapping over gRPC. Out: the component's resources, made in
the program of another language. The arguments' types are the schema; what is wrong with them is
told in full.
"""

from __future__ import annotations

import json
import sys
from importlib import metadata
from inspect import cleandoc
from typing import Any, Final

from pulumi import ComponentResource, InputPropertiesError
from pulumi.provider import main as serve
from pulumi.provider.experimental.component import ComponentProvider

import openline

NAME: Final = "openline"


def components() -> list[type[ComponentResource]]:
    """Every component, by name."""
    found = (getattr(openline, name) for name in openline.__all__)
    return [one for one in found if isinstance(one, type) and issubclass(one, ComponentResource)]


class Host(ComponentProvider):
    """Refuses inputs that the SDK would drop in silence: a misspelt one would mean its default."""

    def __init__(self) -> None:
        super().__init__(components(), NAME, None, metadata.version("openline"))
        # before Python 3.13 a docstring has its indentation
        self.schema = json.dumps(json.loads(str(self.schema), object_hook=_undented))

    def map_input_properties(
        self,
        inputs: Any,
        properties: Any,
        mapping: dict[str, str],
        component_name: str,
        property_path: str,
    ) -> Any:
        """Raises `InputPropertiesError` with every unknown input, and what there is."""
        known = ", ".join(sorted(properties))
        unknown = sorted(set(inputs) - set(properties)) if isinstance(inputs, dict) else []
        at = f"{property_path}." if property_path else ""
        if unknown:
            reason = f"unknown; the inputs are {known}"
            raise InputPropertiesError(
                f"{component_name}: what it does not take",
                [{"property_path": f"{at}{key}", "reason": reason} for key in unknown],
            )
        return super().map_input_properties(
            inputs, properties, mapping, component_name, property_path
        )


def _undented(written: dict[str, Any]) -> dict[str, Any]:
    text = written.get("description")
    return {**written, "description": cleandoc(text)} if isinstance(text, str) else written


def schema() -> str:
    """The package's schema as JSON text: what `pulumi package get-schema` prints."""
    written = json.loads(str(Host().schema))
    # the version is the distribution's; a release would change nothing else of it
    del written["version"]
    return json.dumps(written, indent=2, sort_keys=True) + "\n"


def main() -> None:
    """Serve the components until the engine lets go. The first line of stdout is the port."""
    if sys.argv[1:] == ["--schema"]:
        sys.stdout.write(schema())
        return
    serve(Host(), sys.argv[1:])


if __name__ == "__main__":
    main()
