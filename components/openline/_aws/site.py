"""Where a component's children stand: parent, name, region, tags. One per component and region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from openline import contract
from openline._aws.names import ORDINARY, fit


@dataclass(frozen=True, slots=True)
class Site:
    """`region` is where the children live, `serves` the region they are there for (the same
    unless said). `readable` is kept where a name must be cut, `dots` where AWS takes them."""

    parent: pulumi.Resource
    name: str
    stack: str
    component: str
    region: str
    role: str
    system: str | None = None
    serves: str | None = None
    protection: bool = False
    readable: str | None = None
    dots: bool = False

    def named(self, suffix: str, limit: int = ORDINARY) -> str:
        return fit(self.name, suffix, limit, readable=self.readable, dots=self.dots)

    def tags(self, suffix: str) -> dict[str, str]:
        """The contract's tags, and the name that consoles show."""
        tags = {
            "Name": self.named(suffix),
            contract.TAG_SCHEMA: str(contract.SCHEMA_VERSION),
            contract.TAG_STACK: self.stack,
            contract.TAG_COMPONENT: self.component,
            contract.TAG_REGION: self.region,
            contract.TAG_ROLE: self.role,
            contract.TAG_SERVES_REGION: self.serves or self.region,
        }
        return tags | ({contract.TAG_SYSTEM: self.system} if self.system else {})

    def options(
        self,
        *,
        depends_on: Sequence[pulumi.Resource] | None = None,
        ignore_changes: list[str] | None = None,
        stateful: bool = False,
        delete_first: bool = False,
    ) -> pulumi.ResourceOptions:
        """Options of a child. A stateful one is protected while `protection` is on; otherwise it
        inherits, so that `protect` on the component itself keeps reaching it. `delete_first`: AWS
        has no room for a replacement beside it."""
        return pulumi.ResourceOptions(
            parent=self.parent,
            delete_before_replace=True if delete_first else None,
            depends_on=list(depends_on) if depends_on else None,
            ignore_changes=ignore_changes,
            protect=True if stateful and self.protection else None,
        )
