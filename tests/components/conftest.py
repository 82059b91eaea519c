"""Stacks of several shapes, run through the embedded engine: what would really be registered."""

from __future__ import annotations

import copy
import json
import os
import pickle
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from openline.declaration import Declaration, parse
from openline_stacks.cloud import LocalAws
from openline_stacks.engine import Program, preview, up
from openline_stacks.states import States

BASE: dict[str, Any] = {
    "openline": 1,
    "stack": "shop",
    "account": "123456789012",
    "domain": "shop.example.net",
    "zone_id": "Z0123456789ABCDEFGHIJ",
    "regions": {"us-east-1": "primary", "us-west-2": "standby"},
    "zones": {"us-east-1": ["a", "b"], "us-west-2": ["a", "b"]},
    "network": {"us-east-1": "10.20.0.0/16", "us-west-2": "10.30.0.0/16"},
    "notify": ["oncall@shop.example.net", "https://pager.example.net/shop?key=1"],
    "systems": {
        "orders": {
            "secrets": ["token"],
            "parameters": {"currency": "EUR"},
            "runs": {
                "image": "resolve:ssm:/shop/orders/image",
                "port": 9443,
                "user_data": "#!/bin/sh",
            },
            "demand": {"steady": "120/s", "peak": "500/s"},
            "operations": {"place": {"share": "10%", "writes": "book"}, "track": {"share": "90%"}},
            "stores": {"book": {}},
        },
        "portal": {"host": "@", "demand": {"steady": "80/s", "peak": "250/s"}},
    },
}

LONG = "a" * 31 + "-" + "b" * 31  # 63 characters, the longest a name can be

ONE_REGION = {
    "regions": {"us-east-1": "primary"},
    "zones": {"us-east-1": ["a", "b"]},
    "network": {"us-east-1": "10.20.0.0/16"},
}
SHAPES: dict[str, dict[str, Any]] = {
    "warm-standby": {},
    "one-region": ONE_REGION
    | {
        "systems": {
            "internal-desk": {"demand": {"steady": "1/s", "peak": "9000/s"}},
            "sg-desk": {"demand": {"steady": "1/s", "peak": "2/s"}},
        }
    },
    "pilot-light": {"strategy": "pilot-light", "interactions": {"keep": "7y"}},
    "cname-unprotected": {
        "protection": False,
        "backups": "off",
        "interactions": {"lock": "compliance", "keep": "30d"},
        "defaults": {"entry": {"kind": "cname", "ttl": "30s"}},
    },
    "strong-automatic": {
        "failover": {"decide": "automatic"},
        "regions": {"us-east-1": "primary", "us-west-2": "standby", "us-east-2": "witness"},
        "systems": {"orders": {"stores": {"book": {"consistency": "strong"}}}},
    },
    "strong-replica": {
        "regions": {"us-east-2": "primary", "us-west-2": "standby", "us-east-1": "replica"},
        "zones": {"us-east-2": ["a", "b"], "us-west-2": ["a", "b"]},
        "network": {"us-east-2": "10.20.0.0/16", "us-west-2": "10.30.0.0/16"},
        "systems": {"orders": {"stores": {"book": {"consistency": "strong"}, "notes": {}}}},
    },
    "both-manual": {
        "strategy": "active-active",
        "regions": {"us-west-2": "active", "us-east-1": "active"},
    },
    "both-automatic": {
        "strategy": "active-active",
        "regions": {"us-west-2": "active", "us-east-1": "active"},
        "failover": {"decide": "automatic"},
        "defaults": {"entry": {"kind": "cname", "ttl": "30s"}},
        "systems": {
            "portal": {"entry": "edge"},
            "chat": {"entry": "accelerator", "demand": {"steady": "1/s", "peak": "2/s"}},
        },
    },
    "seasons": {
        "systems": {
            "orders": {"seasons": {"sale": {"from": "11-24", "to": "11-30", "peak": "1500/s"}}},
            "portal": {
                "demand": {"steady": "1000/s", "peak": "1000/s"},
                "operations": {"use": {"after_failover": "3x for 5m"}},
                "seasons": {"flat": {"from": "05-01", "to": "05-02", "peak": "1000/s"}},
                "capacity": {"buffer": "30%"},
            },
        },
    },
    "backup-and-restore": {
        "strategy": "backup-and-restore",
        "systems": {"orders": {"stores": {"book": {"size": "50GB", "restore": "25GB/h"}}}},
    },
    "edge": {
        "systems": {
            "portal": {
                "entry": "edge",
                "operations": {
                    "browse": {
                        "share": "80%",
                        "paths": ["/help/*", "/catalogue/*"],
                        "fresh": "1m",
                        "stale": "1h",
                    },
                    "search": {"share": "10%", "paths": ["/search*"]},
                    "update": {"share": "10%", "writes": "profiles"},
                },
                "stores": {"profiles": {}},
            },
            "chat": {
                "entry": "accelerator",
                "failover": {"decide": "automatic"},
                "demand": {"steady": "8/s", "peak": "20/s"},
            },
        }
    },
    "edge-abroad": {
        "regions": {"eu-west-1": "primary"},
        "zones": {"eu-west-1": ["a", "b"]},
        "network": {"eu-west-1": "10.20.0.0/16"},
        "residency": {"within": ["eu"], "except": {"us-east-1": ["alarms", "edge", "edge-logs"]}},
        "protection": False,
        "systems": {
            "portal": {
                "entry": {"kind": "edge", "ttl": "30s", "origin": {"attempts": 2}},
                "operations": {"browse": {"paths": ["/*"], "fresh": "0s", "stale": "1d"}},
            },
            "orders": {"entry": "accelerator"},
        },
    },
    "europe": {
        "regions": {"eu-west-1": "primary", "eu-central-1": "standby"},
        "zones": {"eu-west-1": ["a", "b"], "eu-central-1": ["b", "c"]},
        "network": {"eu-west-1": "10.20.0.0/16", "eu-central-1": "10.30.0.0/16"},
        "residency": {"within": ["eu"], "except": {"us-east-1": ["alarms"]}},
        "access": {"provider": "arn:aws:iam::123456789012:saml-provider/staff"},
    },
    "long": {
        "stack": "s" * 63,
        "interactions": {},
        "regions": {"ap-southeast-2": "primary", "ap-northeast-1": "standby"},
        "zones": {"ap-southeast-2": ["a", "b"], "ap-northeast-1": ["a", "c"]},
        "network": {"ap-southeast-2": "10.20.0.0/16", "ap-northeast-1": "10.30.0.0/16"},
        "systems": {
            LONG: {
                "demand": {"steady": "1/s", "peak": "2/s"},
                "secrets": ["e" * 63],
                "parameters": {"f" * 63: "1"},
                "operations": {"use": {"writes": "c" * 63}},
                "stores": {"c" * 63: {}},
            },
            f"{LONG[:-1]}c": {"demand": {"steady": "1/s", "peak": "2/s"}},
            f"{LONG[:-1]}d": {
                "entry": "edge",
                "demand": {"steady": "1/s", "peak": "2/s"},
                "operations": {"d" * 63: {"paths": ["/*"], "fresh": "1m"}},
            },
            f"{LONG[:-1]}e": {
                "entry": "accelerator",
                "failover": {"decide": "automatic"},
                "demand": {"steady": "1/s", "peak": "2/s"},
            },
        },
    },
}
REPLACED = ("regions", "zones", "network")

STACK_PROGRAM = """
import json
from pathlib import Path
import pulumi
from openline import CustomerServiceStack
text = Path(__file__).with_name("declaration.json").read_text()
stack = CustomerServiceStack("shop", {"declaration": text})
pulumi.export("fleets", stack.fleets)
pulumi.export("switches", stack.switches)
pulumi.export("alarmTopics", stack.alarm_topics)
"""


def merged(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(copy.deepcopy(base))
    for key, value in change.items():
        deep = isinstance(value, Mapping) and key not in REPLACED
        result[key] = merged(result.get(key, {}), value) if deep else value
    return result


def declared(change: Mapping[str, Any]) -> Declaration:
    return parse(json.dumps(merged(BASE, change)))


def written(folder: Path, program: str, declaration: Declaration | None = None) -> Program:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "__main__.py").write_text(program)
    if declaration is not None:
        (folder / "declaration.json").write_text(declaration.canonical_json())
    return Program.find(folder)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[], States]], States]:
    """Runs a program once for all workers of a test run, not once for each."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def once(name: str, make: Callable[[], States]) -> States:
        file = shared / f"{name}.states"
        if not file.exists():
            fresh = file.with_suffix(f".{os.getpid()}")
            fresh.write_bytes(pickle.dumps(make()))
            fresh.replace(file)
        states = pickle.loads(file.read_bytes())
        assert isinstance(states, States)
        return states

    return once


@pytest.fixture(scope="session")
def shape(
    tmp_path_factory: pytest.TempPathFactory,
    kept: Callable[[str, Callable[[], States]], States],
) -> Callable[[str], States]:
    """The states of one of `SHAPES`, previewed."""

    def fresh(name: str) -> States:
        folder = tmp_path_factory.mktemp(name)
        return preview(written(folder, STACK_PROGRAM, declared(SHAPES[name])))

    @cache
    def previewed(name: str) -> States:
        return kept(name, lambda: fresh(name))

    return previewed


@pytest.fixture(params=sorted(SHAPES))
def states(request: pytest.FixtureRequest, shape: Callable[[str], States]) -> States:
    """Each shape in turn: for what must be true of all of them."""
    return shape(request.param)


@pytest.fixture(scope="session")
def deployed(
    tmp_path_factory: pytest.TempPathFactory,
    kept: Callable[[str, Callable[[], States]], States],
) -> States:
    """A pilot light stood up in the local AWS: ids, ARNs and policies with their values."""

    def fresh() -> States:
        folder = tmp_path_factory.mktemp("deployed")
        with LocalAws() as cloud:
            return up(written(folder, STACK_PROGRAM, declared(SHAPES["pilot-light"])), cloud)

    return kept("deployed", fresh)


@pytest.fixture
def run(tmp_path: Path) -> Callable[[str], States]:
    """Previews a program given as text."""
    return lambda program: preview(written(tmp_path, program))
