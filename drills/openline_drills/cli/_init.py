"""`openline init`: a starter of one's own, from the one that comes with Openline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from openline_drills.cli._schema import Of, schema_text

_SCHEMA: Final = "openline.schema.json"
_EDITOR: Final = f"# yaml-language-server: $schema={_SCHEMA}\n"
_FILES: Final = ("openline.yaml", "__main__.py", "Pulumi.yaml")


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where to; by default here.", show_default=False)
    ] = Path(),
    name: Annotated[str, typer.Option(help="What the stack is called.")] = "starter",
    domain: Annotated[
        str, typer.Option(help="A public hosted zone of yours.")
    ] = "desk.example.net",
    regions: Annotated[
        str, typer.Option(metavar="PRIMARY,STANDBY", help="Two regions.")
    ] = "us-east-1,us-west-2",
) -> None:
    """Write a commented starter: a declaration, a Pulumi program, and a schema for the editor.

    One support desk in two regions. Nothing is asked, and no file that is there is written over.

    Examples:

    - `openline init desk --name desk --domain example.com`

    - `openline init desk --regions eu-west-1,eu-central-1`

    Exit codes:

    - 0: the files are there

    - 2: bad input; the lines on stderr say where and what would be right
    """
    from openline_drills.rehearsal import BadInput

    texts = _texts(name, domain, regions)
    there = [path for path in (folder / each for each in texts) if path.exists()]
    if there:
        hint = "nothing was written; name another folder"
        raise BadInput([f"{path}: is there already; {hint}" for path in there])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each, text in texts.items():
            with (folder / each).open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as error:
        why = error.strerror or str(error)
        raise BadInput([f"{folder}: cannot be written to: {why}"]) from error
    for each in texts:
        typer.echo(f"wrote {folder / each}")
    typer.echo(f"next: openline drill region-outage --stack {folder}")


def _texts(name: str, domain: str, regions: str) -> dict[str, str]:
    """File name to text. Raises `BadInput` or `DeclarationError` for what cannot be a stack."""
    from openline.declaration import parse
    from openline_drills.rehearsal import BadInput
    from openline_stacks.engine import bundled_stack

    primary, comma, standby = (part.strip() for part in regions.partition(","))
    if not (primary and comma and standby) or "," in standby:
        raise BadInput([f"--regions {regions}: two regions are needed, e.g. us-east-1,us-west-2"])
    starter = bundled_stack("starter")
    texts = {each: (starter / each).read_text(encoding="utf-8") for each in _FILES}
    for each, was, becomes in (
        ("openline.yaml", "--stack starter", "--stack ."),
        ("openline.yaml", "stack: starter", f"stack: {_scalar(name)}"),
        ("openline.yaml", "domain: desk.example.net", f"domain: {_scalar(domain)}"),
        ("Pulumi.yaml", "name: openline-starter", f"name: {_scalar(name)}"),
    ):
        texts[each] = texts[each].replace(was, becomes, 1)
    marks = {"us-east-1": _scalar(primary), "us-west-2": _scalar(standby)}
    for each in ("openline.yaml", "Pulumi.yaml"):
        texts[each] = _renamed(texts[each], marks)
    texts["openline.yaml"] = _EDITOR + texts["openline.yaml"]
    parse(texts["openline.yaml"], file=f"--name {name} --domain {domain} --regions {regions}")
    return texts | {_SCHEMA: schema_text(Of.DECLARATION)}


def _renamed(text: str, names: dict[str, str]) -> str:
    """All at once: the new primary may be the old standby."""
    import re

    return re.sub("|".join(map(re.escape, names)), lambda found: names[found[0]], text)


def _scalar(text: str) -> str:
    """As YAML reads it back: as it is where it is a plain word, else in quotes."""
    import json
    import re

    return text if re.fullmatch(r"[a-z][a-z0-9.-]*", text) else json.dumps(text)
