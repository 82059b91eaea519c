"""`pulumi preview --policy-pack components/policy`: serves the policies to the engine."""

from openline_policies import policies
from pulumi_policy import PolicyPack

PolicyPack(name="openline", policies=policies())
