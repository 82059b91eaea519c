"""What pages for one system in its standby, and how old the copies of its writes are there.

The balancer, the target group and the table are yours: say what they are called. Run the same
program with the regions turned round and the primary is watched as well, and writes the heartbeat
that is read here.
"""

import pulumi
import pulumi_aws as aws

from openline import EncryptionKeys, ServiceAlarms

config = pulumi.Config()
ACCOUNT = config.require("account")
PRIMARY, STANDBY = "us-east-1", "us-west-2"

keys = EncryptionKeys(
    "alarms-keys",
    {
        "stack": "example-alarms",
        "account": ACCOUNT,
        "regions": {PRIMARY: "primary", STANDBY: "standby"},
        "protection": False,
    },
)
topic = aws.sns.Topic("alarms-topic", region=STANDBY, kms_master_key_id=keys.arn(STANDBY))
alarms = ServiceAlarms(
    "notes",
    {
        "stack": "example-alarms",
        "account": ACCOUNT,
        "region": STANDBY,
        "role": "standby",
        "systems": {
            "notes": {
                "balancer": "app/notes/50dc6c495c0c9188",
                "targets": "targetgroup/notes/73e2d6bc24d8a067",
                "level": 0.99,
                "within_s": 2.0,
                "least": 3,
                "warm_up_s": 180.0,
                "requests_per_instance_per_s": 120.0,
                "scale_at": 0.7,
            }
        },
        "tables": {"notes.notes": {"name": "notes", "key": "id"}},
        "watches": [PRIMARY],
        "topic_arn": topic.arn,
        "key_arn": keys.arn(STANDBY),
    },
)

pulumi.export("topic", topic.arn)
pulumi.export("alarms", alarms.alarm_arns)
pulumi.export("replication", alarms.replication_alarm_arns)
pulumi.export("dashboard", alarms.dashboard)
