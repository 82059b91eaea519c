"""Reading pulumi_aws's own annotations."""

from __future__ import annotations

import subprocess
import sys

# In a process of its own: what is loaded once is not loaded again.
ASKED_AT_ONCE = """
import threading
from openline_stacks.cloud._annotations import class_of, own_args

TYPES = ["aws:iam/role:Role", "aws:ec2/vpc:Vpc", "aws:kms/key:Key"]
ready = threading.Barrier(8)
found = []

def ask():
    ready.wait()
    found.extend(own_args(one).__name__ for one in TYPES if class_of(one))

threads = [threading.Thread(target=ask) for _ in range(8)]
for one in threads:
    one.start()
for one in threads:
    one.join()
print(sorted(set(found)), len(found))
"""


def test_threads_that_ask_at_once_see_whole_modules() -> None:
    """As the engine asks: a refresh begins with many resources of one type."""
    done = subprocess.run([sys.executable, "-c", ASKED_AT_ONCE], capture_output=True, text=True)
    assert done.stdout == "['KeyArgs', 'RoleArgs', 'VpcArgs'] 24\n", done.stderr
