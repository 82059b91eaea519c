"""The local AWS behind HTTP: what boto3, the engine's provider and other tools can talk to.

In: signed requests of any AWS client. Out: what the cloud in this process answers, moto's own
answers as they are, those of the services that are completed here by the same code as in a
rehearsal.
"""

from openline_stacks.local._front import Front
from openline_stacks.local._request import Asked, UnclearError
from openline_stacks.local._serve import listening

__all__ = ["Asked", "Front", "UnclearError", "listening"]
