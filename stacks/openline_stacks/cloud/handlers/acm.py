"""ACM: certificates, and waiting until they are issued."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import Call, Handler, Irregular, Life, Outputs, Tagging
from openline_stacks.cloud._request import Request


def _certificate_parameters(request: Request) -> dict[str, Any]:
    params = {
        "DomainName": request.get("domainName"),
        "ValidationMethod": request.get("validationMethod"),
        "SubjectAlternativeNames": request.get("subjectAlternativeNames"),
        "KeyAlgorithm": request.get("keyAlgorithm"),
    }
    tags = request.tags()
    if tags:
        params["Tags"] = tags
    if request.token:  # the same request twice is one certificate
        params["IdempotencyToken"] = request.token
    return {key: value for key, value in params.items() if value}


def _create_certificate(request: Request) -> str:
    answer = request.call("acm", "request_certificate", **_certificate_parameters(request))
    return str(answer["CertificateArn"])


def _read_certificate(request: Request, id_: str) -> Outputs:
    found = request.call("acm", "describe_certificate", CertificateArn=id_)["Certificate"]
    return {
        "@": {key: found[key] for key in ("NotAfter", "NotBefore", "Type") if key in found},
        "@held": found,
        "arn": id_,
        "status": found["Status"],
        "domainValidationOptions": _validation_options(request, found),
        "renewalEligibility": "ELIGIBLE",
        "pendingRenewal": False,
    }


def _validation_options(request: Request, found: dict[str, Any]) -> list[dict[str, str]]:
    """In the order the names were asked for: moto's own comes from a set."""
    names = [request.get("domainName"), *request.get("subjectAlternativeNames", ())]
    options = {option["DomainName"]: option for option in found["DomainValidationOptions"]}
    return [
        {
            "domainName": name,
            "resourceRecordName": options[name]["ResourceRecord"]["Name"],
            "resourceRecordType": options[name]["ResourceRecord"]["Type"],
            "resourceRecordValue": options[name]["ResourceRecord"]["Value"],
        }
        for name in dict.fromkeys(names)
        if name in options
    ]


_CERTIFICATE: Final = Irregular(
    type="aws:acm/certificate:Certificate",
    service="acm",
    operation="request_certificate",
    params=_certificate_parameters,
    create=_create_certificate,
    read=_read_certificate,
    inputs=frozenset(
        {"domainName", "keyAlgorithm", "subjectAlternativeNames", "tags", "validationMethod"}
    ),
    held=Call("describe_certificate", answer="Certificate"),
    life=Life(
        delete=(Call("delete_certificate", {"CertificateArn": "$id"}),),
        tags=Tagging(
            {"CertificateArn": "$id"},
            "add_tags_to_certificate",
            "remove_tags_from_certificate",
            "list_tags_for_certificate",
        ),
        keep=frozenset({"keyAlgorithm", "validationMethod"}),
        tells={
            "subjectAlternativeNames": Call(
                "describe_certificate",
                {"CertificateArn": "$id"},
                # the domain is one of them
                "Certificate.[SubjectAlternativeNames, DomainName]",
            ),
            "validationMethod": Call(
                "describe_certificate",
                {"CertificateArn": "$id"},
                "Certificate.DomainValidationOptions[0].ValidationMethod",
            ),
        },
        back={"subjectAlternativeNames": lambda told: [n for n in told[0] if n != told[1]]},
        usual={"keyAlgorithm": ..., "options": ...},
        marked=True,
    ),
)


def _validation_parameters(request: Request) -> dict[str, Any]:
    arn = request.get("certificateArn")
    return {"CertificateArn": arn} if arn is not None else {}


def _wait_for_certificate(request: Request) -> str:
    """The provider waits here until the certificate is issued; a local one is issued at once."""
    parameters = _validation_parameters(request)
    found = request.call("acm", "describe_certificate", **parameters)["Certificate"]
    if found["Status"] != "ISSUED":
        raise request.error(f"the certificate {found['CertificateArn']} is {found['Status']}")
    return str(found["CertificateArn"])


def _read_validation(request: Request, id_: str) -> Outputs:
    request.call("acm", "describe_certificate", CertificateArn=id_)
    return {"@": {}}


_CERTIFICATE_VALIDATION: Final = Irregular(
    type="aws:acm/certificateValidation:CertificateValidation",
    service="acm",
    operation="describe_certificate",
    params=_validation_parameters,
    create=_wait_for_certificate,
    read=_read_validation,
    inputs=frozenset({"certificateArn"}),
    local=frozenset({"validationRecordFqdns"}),
    life=Life(
        replace=frozenset({"certificateArn", "validationRecordFqdns"}),
        tells={"certificateArn": lambda _request, id_: id_},
        remove=lambda _request, _id: None,
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_CERTIFICATE, _CERTIFICATE_VALIDATION)
