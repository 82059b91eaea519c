"""A local AWS by its name: started, found again, asked, stopped."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Final

from openline_stacks.local._errors import LocalError
from openline_stacks.local._words import EVERYBODY, LOOPBACK, PREFIX, TOKEN

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
# Of a server on this machine, which may have much else to do: one that is taken for dead is
# forgotten, and lives on.
_PATIENCE_S: Final = 120.0
_SAVING_S: Final = 120.0  # a large state on a slow disk: ended sooner, it would be lost


@dataclass(frozen=True, slots=True)
class Running:
    """A local AWS that answers. `ports`: of everybody, and of each region; `provider`: the port
    that Pulumi engines attach to; `state`: the file that it saves to."""

    name: str
    pid: int
    account: str
    token: str
    ports: Mapping[str, int]
    provider: int | None = None
    state: str | None = None

    @property
    def regions(self) -> tuple[str, ...]:
        """Those with a port of their own; the first is where clients without one talk to."""
        return tuple(name for name in self.ports if name != EVERYBODY)

    def address(self, region: str | None = None) -> str:
        return f"http://{LOOPBACK}:{self.ports[region or EVERYBODY]}"

    def environment(self) -> dict[str, str]:
        """What boto3, the AWS CLI, Terraform and Pulumi have to be told."""
        told = {
            "AWS_ENDPOINT_URL": self.address(),
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_REGION": self.regions[0],
            "AWS_DEFAULT_REGION": self.regions[0],
            "AWS_EC2_METADATA_DISABLED": "true",
            "OPENLINE_LOCAL": self.name,
        }
        for region in self.regions:
            variable = f"OPENLINE_LOCAL_{region.upper().replace('-', '_')}"
            told[variable] = self.address(region)
        if self.provider is not None:
            told["PULUMI_DEBUG_PROVIDERS"] = f"aws:{self.provider}"
        return told

    def ask(self, step: str, **asked: Any) -> dict[str, Any]:
        """One of the command's calls. Raises `LocalError` where nobody answers."""
        request = urllib.request.Request(
            f"{self.address()}{PREFIX}{step}",
            data=json.dumps(asked).encode(),
            headers={TOKEN: self.token},
        )
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE_S) as answer:
                told: dict[str, Any] = json.load(answer)
                return told
        except (OSError, ValueError) as error:
            raise LocalError(f"the local AWS {self.name!r} does not answer: {error}") from error

    def stop(self) -> None:
        """Save its state, where it has a file for it, and end it."""
        with suppress(LocalError):
            self.ask("stop")
        deadline = time.monotonic() + _SAVING_S
        while _lives(self.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        if _lives(self.pid):
            os.kill(self.pid, 9)
        _found(self.name)  # clears away what is left of it, and of none that has its name by now


def start(
    name: str,
    *,
    regions: Sequence[str],
    account: str,
    state: Path | None = None,
    strict: bool = False,
    alone: bool = False,
) -> tuple[Running, subprocess.Popen[bytes]]:
    """Start one. `alone`: it outlives this process; else it ends with it, however this ends.

    Raises `LocalError` for a name that runs already, or a state that cannot be loaded or that
    another one saves to.
    """
    kept = str(state.resolve()) if state else None
    with _locked(name), _locked(_of_file(kept)) if kept else nullcontext():
        running = _seen_or_cleared(name)
        if running is not None:
            raise LocalError(
                f"a local AWS named {name!r} runs already (pid {running.pid}); stop it with "
                f"`openline local down --name {name}`, or give this one another --name"
            )
        for other in filter(None, map(_seen, _names() if kept else ())):
            if other.state == kept:
                raise LocalError(
                    f"--state {state}: the local AWS {other.name!r} saves to it, and the last to "
                    "end would take away what the other made; give this one another file"
                )
        asked = ["--record", str(_file(name)), "--account", account]
        asked += [word for region in regions for word in ("--region", region)]
        asked += ["--state", kept] if kept else []
        process = _begun([*asked, *["--strict"] * strict], alone=alone)
        try:
            found = Running(name=name, state=kept, **_told(process))
            _write(found)
        except BaseException:  # interrupted too: nobody would ever know that it is there
            process.terminate()
            raise
    return found, process


def _begun(asked: Sequence[str], *, alone: bool) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "openline_stacks.local", "--provider", *asked]
    command += ["--alone"] * alone
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL if alone else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if alone else None,
        start_new_session=True,  # Ctrl-C is ours to hear; it saves its state when we let it go
    )


def _told(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    told = json.loads(line) if line.strip() else {"error": "the local AWS did not start"}
    if "error" in told:
        process.wait()
        raise LocalError(str(told["error"]))
    return dict(told)


def find(name: str) -> Running:
    """One that runs. Raises `LocalError` where there is none."""
    running = _found(name)
    if running is None:
        raise LocalError(
            f"no local AWS named {name!r} runs; start one with `openline local up"
            f"{'' if name == 'default' else f' --name {name}'}`"
        )
    return running


def every() -> list[Running]:
    """All that run, by name."""
    return [one for name in _names() if (one := _seen(name) or _found(name)) is not None]


def _names() -> list[str]:
    return sorted(path.stem for path in _folder().glob("*.json"))


def _found(name: str) -> Running | None:
    """The one that runs; what is left of a dead one is cleared away. Alone: after a look at a dead
    one another may take its name, and would be cleared away in its place."""
    with _locked(name):
        return _seen_or_cleared(name)


def _seen_or_cleared(name: str) -> Running | None:
    running = _seen(name)
    if running is None:
        _file(name).unlink(missing_ok=True)
    return running


def _seen(name: str) -> Running | None:
    """What is written of it, if it lives."""
    try:
        running = Running(**json.loads(_file(name).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return running if _lives(running.pid) and _answers(running) else None


def _answers(running: Running) -> bool:
    """Pids are given again: whoever has this one now must know the token."""
    try:
        running.ask("status")
    except LocalError:
        return False
    return True


def _write(running: Running) -> None:
    path = _file(running.name)
    beside = path.with_suffix(f".{os.getpid()}")
    # the token in it is nobody else's
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(running), file)
    beside.replace(path)


def _file(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise LocalError(
            f"--name {name}: letters, digits, `.`, `_` and `-`, at most 64, such as `checkout`"
        )
    return _folder() / f"{name}.json"


def _folder() -> Path:
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    folder = Path(base) / "openline" / "local"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def _locked(name: str) -> Iterator[None]:
    """Two that start one name at once come one after the other. Nothing is left of the lock."""
    path = _file(name).with_suffix(".lock")
    while True:
        with path.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not _is_at(file, path):
                continue  # whoever had it has taken it away; the one that is there now counts
            try:
                yield
            finally:
                path.unlink(missing_ok=True)
            return


def _of_file(path: str) -> str:
    """A name for the lock of a file."""
    return f"state-{hashlib.sha256(path.encode()).hexdigest()[:16]}"


def _is_at(file: IO[str], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _lives(pid: int) -> bool:
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # a child of ours that has ended is gone for good
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
