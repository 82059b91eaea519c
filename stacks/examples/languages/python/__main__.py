"""The support stack in Python: the component is in this process, no plugin is needed."""

from pathlib import Path

import pulumi

from openline import CustomerServiceStack
from openline.declaration import load

DECLARATION = Path(__file__).resolve().parents[1] / "openline.yaml"

support = CustomerServiceStack("support", load(DECLARATION))
pulumi.export("endpoints", support.endpoints)
