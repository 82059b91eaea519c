"""The stack's certificates: apex and wildcard, one in every region that serves."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws.arguments import checked
from openline._aws.regions import EDGE_REGION
from openline._aws.roles import one_primary, primary_first
from openline._aws.site import Site

_Option = aws.acm.outputs.CertificateDomainValidationOption
# ACM API reference, RequestCertificate: a longer name cannot be a certificate's first.
_LONGEST_DOMAIN: Final = 64


class CertificatesArgs(TypedDict):
    stack: str
    domain: str
    """The domain that the zone answers for."""
    zone_id: str
    """The public zone of the domain. An undelegated one would block validation for ever."""
    regions: dict[str, str]
    """Region -> role; exactly one is primary."""
    edge: NotRequired[bool]
    """Also one in us-east-1, the only region whose certificates CloudFront takes."""


class Certificates(pulumi.ComponentResource):
    """One ACM certificate a region for the domain and one label below it, validated by one DNS
    record: the record is the same in every region. Raises `ArgumentsError`."""

    certificate_arns: pulumi.Output[dict[str, str]]
    """Region -> ARN, known once the certificate is issued."""

    def __init__(
        self, name: str, args: CertificatesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = checked(type(self), name, CertificatesArgs, args, _problems)
        super().__init__(contract.TYPE_CERTIFICATES, name, {**_inputs(args)}, opts)
        sites = {region: self._site(name, args, region) for region in _places(args)}
        requested = {region: _certificate(site, args) for region, site in sites.items()}
        record = _validation_record(
            next(iter(sites.values())), args, next(iter(requested.values()))
        )
        self._arns = {
            region: _issued(sites[region], certificate, record)
            for region, certificate in requested.items()
        }
        self.certificate_arns = pulumi.Output.all(**self._arns)
        self.register_outputs({"certificateArns": self.certificate_arns})

    def arn(self, region: str) -> pulumi.Output[str]:
        """The certificate of one region, once issued."""
        return self._arns[region]

    def _site(self, name: str, args: CertificatesArgs, region: str) -> Site:
        serves = region if region in args["regions"] else primary_first(args["regions"])[0]
        return Site(
            parent=self,
            name=f"{name}-{region}",
            stack=args["stack"],
            component=contract.COMPONENT_CERTIFICATES,
            region=region,
            role=args["regions"][serves],
            serves=serves,
        )


def _places(args: CertificatesArgs) -> list[str]:
    """Primary first; where an edge reads its certificate, last."""
    places = primary_first(args["regions"])
    abroad = args.get("edge", False) and EDGE_REGION not in places
    return [*places, EDGE_REGION] if abroad else places


def _problems(args: CertificatesArgs) -> Iterator[str]:
    yield from one_primary(args["regions"])
    if len(args["domain"]) > _LONGEST_DOMAIN:
        yield (
            f"domain: {args['domain']} has {len(args['domain'])} characters; "
            f"a certificate takes {_LONGEST_DOMAIN}"
        )


def _inputs(args: CertificatesArgs) -> contract.CertificatesInputs:
    return {
        "schemaVersion": contract.SCHEMA_VERSION,
        "regions": sorted(_places(args)),
        "domain": args["domain"],
    }


def _certificate(site: Site, args: CertificatesArgs) -> aws.acm.Certificate:
    return aws.acm.Certificate(
        site.named("certificate"),
        region=site.region,
        domain_name=args["domain"],
        subject_alternative_names=[f"*.{args['domain']}"],
        validation_method="DNS",
        tags=site.tags("certificate"),
        opts=site.options(),
    )


def _validation_record(
    site: Site, args: CertificatesArgs, certificate: aws.acm.Certificate
) -> aws.route53.Record:
    """Apex and wildcard share it, and so do all regions: it depends on account and domain alone."""
    return aws.route53.Record(
        site.named("validation"),
        zone_id=args["zone_id"],
        name=_asked(certificate, lambda one: one.resource_record_name),
        type="CNAME",  # the only type that ACM asks for, and known in a preview
        records=[_asked(certificate, lambda one: one.resource_record_value)],
        ttl=300,
        allow_overwrite=True,  # another stack of this domain has the same record
        opts=site.options(),
    )


def _asked(
    certificate: aws.acm.Certificate, part: Callable[[_Option], str | None]
) -> pulumi.Output[str]:
    """A part of the record that ACM asks for. A preview may know that it will ask for one and not
    for which: then the part is as unknown as the certificate's own ARN."""

    def known(options: Sequence[_Option]) -> pulumi.Output[str]:
        value = part(options[0]) if options else None
        return pulumi.Output.from_input(value) if value else certificate.arn

    return certificate.domain_validation_options.apply(known)


def _issued(
    site: Site, certificate: aws.acm.Certificate, record: aws.route53.Record
) -> pulumi.Output[str]:
    validation = aws.acm.CertificateValidation(
        site.named("certificate"),
        region=site.region,
        certificate_arn=certificate.arn,
        validation_record_fqdns=[record.fqdn],
        opts=site.options(),
    )
    return validation.certificate_arn
