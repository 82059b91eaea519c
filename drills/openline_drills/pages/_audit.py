"""For an auditor: what was run, from what, by whom, how it was confirmed, what was left out."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from openline_drills.pages._sentence import faults_in_words, listed, name
from openline_drills.pages._shown import Fact
from openline_drills.result import KeptRun


def audit(kept: KeptRun) -> Iterator[Fact]:
    result, details, run = kept.result, kept.details, kept.run
    dirty = {True: "with uncommitted changes", False: "nothing uncommitted", None: ""}
    yield Fact("stack", result.stack, f"account {details.account}")
    if details.made_again:
        yield Fact("made again from", listed(details.made_again))
    yield Fact("experiment", details.title, faults_in_words(result))
    if result.runbook is not None:
        yield Fact("acted for the operators", result.runbook)
    yield Fact("commit", run.commit or "not in a repository", dirty[run.uncommitted_changes])
    yield Fact("declaration digest", result.declaration_digest, "sha256")
    yield Fact("operator", run.operator or "not kept", run.machine.platform)
    yield Fact("started", run.started_at or "not kept")
    yield Fact("ended", run.ended_at or "not kept")
    yield Fact("seeds", _seeds(result.seeds), f"median seed {details.median_seed}")
    if result.until_sure is not None:
        yield Fact("why no more seeds", result.until_sure)
    yield Fact("fault confirmed", _confirmed(kept))
    versions = (f"{package} {version}" for package, version in sorted(run.versions.items()))
    yield Fact("versions", ", ".join(versions) or "not kept", f"Python {run.machine.python}")
    for file, digest in kept.digests.items():
        yield Fact(f"sha256 of {file}", digest)


def _seeds(seeds: Sequence[int]) -> str:
    if len(seeds) > 2 and seeds == tuple(range(seeds[0], seeds[-1] + 1)):
        return f"{seeds[0]} to {seeds[-1]}"
    return listed([str(seed) for seed in seeds])


def _confirmed(kept: KeptRun) -> str:
    """How, in words: a fault that nothing meets says nothing about a stack."""
    found = kept.details.confirmed
    if not kept.result.faults:
        return "nothing was taken away"
    ways = {"call": "a boto3 call into what was lost", "probe": "a probe of what was lost"}
    tried = [
        f"{ways.get(who, who)} {'met' if met else 'did not meet'} it"
        for who, met in found.tried.items()
    ]
    how = f"; in the median seed {' and '.join(tried)}" if tried else "; nothing tried it"
    return f"in {found.seeds} of {len(kept.result.seeds)} seeds{how}"


def exclusions(kept: KeptRun) -> Iterator[str]:
    """What was not judged, and why."""
    result, resources = kept.result, kept.result.resources
    pairs = [(system, each) for system in result.systems for each in system.operations]
    free = [name(*pair) for pair in pairs if not pair[1].critical]
    if free:
        yield f"measured, not judged, because not critical: {listed(free)}"
    open_ = [name(*pair) for pair in pairs if pair[1].critical and pair[1].target_s is None]
    open_ += [
        name(system, store)
        for system in result.systems
        for store in system.stores
        if store.target_s is None
    ]
    if open_:
        yield f"measured, not judged, because nothing is promised: {listed(open_)}"
    if resources.recorded_only:
        yield f"{resources.recorded_only} resources are recorded and not acted out"
    if resources.not_understood:
        yield f"{resources.not_understood} properties were not understood"
    yield from (f"did not go as the experiment is written: {line}" for line in kept.details.failed)


def command(kept: KeptRun) -> str:
    """What runs it again, as it was typed; the program without its folder, which is another
    machine's."""
    first, *rest = kept.run.command or ("openline", "drill", kept.result.experiment)
    return shlex.join([PurePath(first).name or "openline", *rest])
