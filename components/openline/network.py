"""A region's network: public and private subnets in every zone, closed but for what is declared."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws import logs, subnets
from openline._aws.arguments import checked
from openline._aws.site import Site


class RegionalNetworkArgs(TypedDict):
    stack: str
    account: str
    region: str
    role: str
    cidr: str
    """The VPC's range, /16 to /23. A zone's subnets follow from its letter alone."""
    zones: list[str]
    """Zone letters, such as a, b, c."""
    key_arn: pulumi.Input[str]
    """The region's key, for the flow logs."""
    protection: NotRequired[bool]


class RegionalNetwork(pulumi.ComponentResource):
    """A VPC with a public and a private subnet, a NAT gateway and a way out in every zone, private
    doors to DynamoDB and S3, encrypted flow logs, and the bucket for the balancers' access logs.

    Raises `ArgumentsError`.
    """

    vpc_id: pulumi.Output[str]
    """The VPC's id."""
    public_subnet_ids: pulumi.Output[list[str]]
    """Known once their way to the internet exists."""
    private_subnet_ids: pulumi.Output[list[str]]
    """Known once their way to the internet exists: what is launched there can start."""
    log_bucket: pulumi.Output[str]
    """Known once balancers may write to it."""
    nat_addresses: pulumi.Output[dict[str, str]]
    """Zone letter -> the public address with which its private subnet reaches the internet."""

    def __init__(
        self, name: str, args: RegionalNetworkArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = checked(
            type(self),
            name,
            RegionalNetworkArgs,
            args,
            lambda given: subnets.problems(given["cidr"], given["zones"]),
        )
        super().__init__(contract.TYPE_NETWORK, name, {**_inputs(args)}, opts)
        site = Site(
            parent=self,
            name=name,
            stack=args["stack"],
            component=contract.COMPONENT_NETWORK,
            region=args["region"],
            role=args["role"],
            protection=args.get("protection", True),
        )
        vpc = _vpc(site, args["cidr"])
        gateway = _internet_gateway(site, vpc)
        public, private, self._addresses = _zones(site, vpc, gateway, args)
        logs.flow_logs(site, vpc.id, args["key_arn"], args["account"])
        self.vpc_id = vpc.id
        self.public_subnet_ids = pulumi.Output.all(*public)
        self.private_subnet_ids = pulumi.Output.all(*private)
        self.log_bucket = logs.balancer_log_bucket(site, args["account"])
        self.nat_addresses = pulumi.Output.all(**self._addresses)
        self.register_outputs(
            {
                "vpcId": self.vpc_id,
                "publicSubnetIds": self.public_subnet_ids,
                "privateSubnetIds": self.private_subnet_ids,
                "logBucket": self.log_bucket,
                "natAddresses": self.nat_addresses,
            }
        )

    def nat_address(self, zone: str) -> pulumi.Output[str]:
        """The address of one zone."""
        return self._addresses[zone]


def _inputs(args: RegionalNetworkArgs) -> contract.NetworkInputs:
    return {
        "schemaVersion": contract.SCHEMA_VERSION,
        "region": args["region"],
        "role": args["role"],
        "cidr": args["cidr"],
        "zones": sorted(args["zones"]),
    }


def _vpc(site: Site, cidr: str) -> aws.ec2.Vpc:
    vpc = aws.ec2.Vpc(
        site.named("vpc"),
        region=site.region,
        cidr_block=cidr,
        enable_dns_support=True,
        enable_dns_hostnames=True,
        tags=site.tags("vpc"),
        opts=site.options(),
    )
    # Adopted without rules, which closes it: nothing may be reached by forgetting a group.
    aws.ec2.DefaultSecurityGroup(
        site.named("closed"),
        region=site.region,
        vpc_id=vpc.id,
        tags=site.tags("closed"),
        opts=site.options(),
    )
    return vpc


def _internet_gateway(site: Site, vpc: aws.ec2.Vpc) -> aws.ec2.InternetGateway:
    return aws.ec2.InternetGateway(
        site.named("internet"),
        region=site.region,
        vpc_id=vpc.id,
        tags=site.tags("internet"),
        opts=site.options(),
    )


def _zones(
    site: Site, vpc: aws.ec2.Vpc, gateway: aws.ec2.InternetGateway, args: RegionalNetworkArgs
) -> tuple[list[pulumi.Output[str]], list[pulumi.Output[str]], dict[str, pulumi.Output[str]]]:
    """Public and private subnet ids, sorted by zone, each known once its routes exist; and by zone
    the address of its way out."""
    table = _route_table(site, "public", vpc)
    out = _way_out(site, "public", table, gateway_id=gateway.id)
    public: list[pulumi.Output[str]] = []
    private: list[pulumi.Output[str]] = []
    private_tables: list[pulumi.Output[str]] = []
    addresses: dict[str, pulumi.Output[str]] = {}
    for ranges in subnets.plan(args["cidr"], args["zones"]):
        zone = ranges.zone
        outside = _subnet(site, f"public-{zone}", vpc, zone, ranges.public)
        reach = _associate(site, f"public-{zone}", outside, table)
        inside = _subnet(site, f"private-{zone}", vpc, zone, ranges.private)
        nat = _nat(site, zone, outside, gateway)
        own = _route_table(site, f"private-{zone}", vpc)
        through = _way_out(site, f"private-{zone}", own, nat_gateway_id=nat.id)
        joined = _associate(site, f"private-{zone}", inside, own)
        public.append(_once(outside, reach, out))
        private.append(_once(inside, joined, through))
        private_tables.append(own.id)
        addresses[zone] = nat.public_ip
    _private_doors(site, vpc, private_tables)
    return public, private, addresses


def _once(subnet: aws.ec2.Subnet, *routes: pulumi.CustomResource) -> pulumi.Output[str]:
    """The subnet's id, once its routes exist."""
    ids = [subnet.id, *(route.id for route in routes)]
    return pulumi.Output.all(*ids).apply(lambda known: str(known[0]))


def _subnet(site: Site, suffix: str, vpc: aws.ec2.Vpc, zone: str, cidr: str) -> aws.ec2.Subnet:
    return aws.ec2.Subnet(
        site.named(suffix),
        region=site.region,
        vpc_id=vpc.id,
        availability_zone=f"{site.region}{zone}",
        cidr_block=cidr,
        map_public_ip_on_launch=False,  # balancers and NAT gateways bring their own addresses
        tags=site.tags(suffix),
        opts=site.options(),
    )


def _nat(
    site: Site, zone: str, subnet: aws.ec2.Subnet, gateway: aws.ec2.InternetGateway
) -> aws.ec2.NatGateway:
    """One a zone: a shared one would make every zone depend on another."""
    suffix = f"nat-{zone}"
    address = aws.ec2.Eip(
        site.named(suffix),
        region=site.region,
        domain="vpc",
        tags=site.tags(suffix),
        opts=site.options(depends_on=[gateway]),
    )
    return aws.ec2.NatGateway(
        site.named(suffix),
        region=site.region,
        allocation_id=address.id,
        subnet_id=subnet.id,
        tags=site.tags(suffix),
        # an address is one gateway's at a time
        opts=site.options(depends_on=[gateway], delete_first=True),
    )


def _route_table(site: Site, suffix: str, vpc: aws.ec2.Vpc) -> aws.ec2.RouteTable:
    return aws.ec2.RouteTable(
        site.named(suffix),
        region=site.region,
        vpc_id=vpc.id,
        tags=site.tags(suffix),
        opts=site.options(),
    )


def _way_out(
    site: Site,
    suffix: str,
    table: aws.ec2.RouteTable,
    *,
    gateway_id: pulumi.Input[str] | None = None,
    nat_gateway_id: pulumi.Input[str] | None = None,
) -> aws.ec2.Route:
    return aws.ec2.Route(
        site.named(suffix),
        region=site.region,
        route_table_id=table.id,
        destination_cidr_block="0.0.0.0/0",
        gateway_id=gateway_id,
        nat_gateway_id=nat_gateway_id,
        opts=site.options(),
    )


def _associate(
    site: Site, suffix: str, subnet: aws.ec2.Subnet, table: aws.ec2.RouteTable
) -> aws.ec2.RouteTableAssociation:
    return aws.ec2.RouteTableAssociation(
        site.named(suffix),
        region=site.region,
        subnet_id=subnet.id,
        route_table_id=table.id,
        opts=site.options(),
    )


def _private_doors(site: Site, vpc: aws.ec2.Vpc, tables: list[pulumi.Output[str]]) -> None:
    """Stores and images without the NAT gateways: gateway endpoints cost nothing."""
    for service in ("dynamodb", "s3"):
        aws.ec2.VpcEndpoint(
            site.named(service),
            region=site.region,
            vpc_id=vpc.id,
            vpc_endpoint_type="Gateway",
            service_name=f"com.amazonaws.{site.region}.{service}",
            route_table_ids=[*tables],
            tags=site.tags(service),
            opts=site.options(),
        )
