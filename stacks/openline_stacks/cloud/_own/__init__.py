"""Services, or parts of one, that moto lacks: answered here, behind real boto3 clients.

In: a call that botocore has checked and a dark region has let pass. Out: AWS's answer, or its
error. What is kept is the process's for as long as the cloud is open.
"""

from openline_stacks.cloud._own._services import OwnServices

__all__ = ["OwnServices"]
