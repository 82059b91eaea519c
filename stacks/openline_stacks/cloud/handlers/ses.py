"""SES: who is written as, how mail is signed, templates, sets of settings. No mail is sent."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import (
    AutoName,
    Call,
    Declared,
    Handler,
    Irregular,
    Life,
    Outputs,
    Tagging,
)
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud._shapes import fit

_OF: Final = {"Identities": ["$id"]}
_VERIFIED: Final = Call(
    "get_identity_verification_attributes", _OF, Text('VerificationAttributes."{id}"')
)
_GONE: Final = (Call("delete_identity", {"Identity": "$id"}),)


def _arn(kind: str) -> Text:
    return Text(f"arn:aws:ses:{{region}}:{{account}}:{kind}/{{id}}")


_DOMAIN: Final = Declared(
    type="aws:ses/domainIdentity:DomainIdentity",
    service="ses",
    create=Call("verify_domain_identity", {"Domain": "$domain"}),
    id=Text("{domain}"),
    read=_VERIFIED,
    out={"arn": _arn("identity"), "verificationToken": "VerificationToken"},
    life=Life(replace=frozenset({"domain"}), delete=_GONE),
)

_EMAIL: Final = Declared(
    type="aws:ses/emailIdentity:EmailIdentity",
    service="ses",
    create=Call("verify_email_identity", {"EmailAddress": "$email"}),
    id=Text("{email}"),
    read=_VERIFIED,
    out={"arn": _arn("identity")},
    life=Life(replace=frozenset({"email"}), delete=_GONE),
)

_VERIFICATION: Final = Declared(
    type="aws:ses/domainIdentityVerification:DomainIdentityVerification",
    service="ses",
    create=Call("get_identity_verification_attributes", {"Identities": ["$domain"]}),
    id=Text("{domain}"),
    read=_VERIFIED,
    out={"arn": _arn("identity")},
    life=Life(replace=frozenset({"domain"})),
)

_DKIM: Final = Declared(
    type="aws:ses/domainDkim:DomainDkim",
    service="ses",
    create=Call("verify_domain_dkim", {"Domain": "$domain"}),
    id=Text("{domain}"),
    read=Call("get_identity_dkim_attributes", _OF, Text('DkimAttributes."{id}"')),
    out={"dkimTokens": "DkimTokens"},
    life=Life(replace=frozenset({"domain"}), gone="!DkimTokens"),
)

_SENT_AS: Final = {
    "Identity": "$domain",
    "MailFromDomain": "$mailFromDomain",
    "BehaviorOnMXFailure": "$behaviorOnMxFailure",
}
_MAIL_FROM: Final = Declared(
    type="aws:ses/mailFrom:MailFrom",
    service="ses",
    create=Call("set_identity_mail_from_domain", _SENT_AS),
    id=Text("{domain}"),
    read=Call(
        "get_identity_mail_from_domain_attributes", _OF, Text('MailFromDomainAttributes."{id}"')
    ),
    life=Life(
        update=(Call("set_identity_mail_from_domain", _SENT_AS, named=False),),
        replace=frozenset({"domain"}),
        blank={"behaviorOnMxFailure": "UseDefaultValue"},
        usual={"behaviorOnMxFailure": "UseDefaultValue"},
        gone="!MailFromDomain",
        delete=(Call("set_identity_mail_from_domain", {"Identity": "$id"}),),
    ),
)


_WORDS: Final = {"html": "HtmlPart", "subject": "SubjectPart", "text": "TextPart"}
_SENT: Final = {
    "Template": {"TemplateName": "$name"} | {m: f"${i}" for i, m in _WORDS.items()}
}  # fmt: skip
_TEMPLATE: Final = Declared(
    type="aws:ses/template:Template",
    service="ses",
    create=Call("create_template", _SENT),
    id=Text("{name}"),
    read=Call("get_template", {"TemplateName": "$id"}, "Template"),
    out={"arn": _arn("template")},
    name=AutoName(limit=64),
    life=Life(
        update=(Call("update_template", _SENT, named=False),),
        replace=frozenset({"name"}),
        tells={
            input_: Call("get_template", {"TemplateName": "$id"}, f"Template.{member}")
            for input_, member in _WORDS.items()
        },
        delete=(Call("delete_template", {"TemplateName": "$id"}),),
    ),
)  # fmt: skip

_UNCOUNTED: Final = "moto sends no mail, and counts none"
_SET: Final = Declared(
    type="aws:ses/configurationSet:ConfigurationSet",
    service="ses",
    create=Call("create_configuration_set", {"ConfigurationSet": {"Name": "$name"}}),
    id=Text("{name}"),
    read=Call("describe_configuration_set", {"ConfigurationSetName": "$id"}, "ConfigurationSet"),
    out={"arn": _arn("configuration-set")},
    name=AutoName(limit=64),
    deaf=dict.fromkeys(
        ("deliveryOptions", "reputationMetricsEnabled", "sendingEnabled", "trackingOptions"),
        _UNCOUNTED,
    ),
    life=Life(
        replace=frozenset({"name"}),
        delete=(Call("delete_configuration_set", {"ConfigurationSetName": "$id"}),),
    ),
)

_TAGS: Final = Tagging({"ResourceArn": Text("{arn}")})
_MEMBERS: Final = {
    "configurationSetName": "ConfigurationSetName",
    "dkimSigningAttributes": "DkimSigningAttributes",
    "emailIdentity": "EmailIdentity",
}


def _parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("sesv2", "create_email_identity")
    params = fit(shape, request.given(_MEMBERS)).values
    tags = request.tags()
    return params | ({"Tags": tags} if tags else {})


def _create(request: Request) -> str:
    request.call("sesv2", "create_email_identity", **_parameters(request))
    return str(request.get("emailIdentity"))


def _read(request: Request, id_: str) -> Outputs:
    """The tokens of DKIM are told by the older API alone, with moto."""
    held = request.call("sesv2", "get_email_identity", EmailIdentity=id_)
    older = request.call("ses", "get_identity_dkim_attributes", Identities=[id_])
    signing = held["DkimAttributes"]
    said = request.block("dkimSigningAttributes")
    return {
        "@": {},
        "arn": f"arn:aws:ses:{request.region}:{request.account}:identity/{id_}",
        "configurationSetName": held.get("ConfigurationSetName"),
        "dkimSigningAttributes": {
            **said,
            "nextSigningKeyLength": signing["NextSigningKeyLength"],
            "signingAttributesOrigin": signing["SigningAttributesOrigin"],
            "status": signing["Status"],
            "tokens": older["DkimAttributes"][id_].get("DkimTokens", []),
        },
        "emailIdentity": id_,
        "identityType": held["IdentityType"],
        "verificationStatus": held["VerificationStatus"],
        "verifiedForSendingStatus": held["VerifiedForSendingStatus"],
    }


_IDENTITY: Final = Irregular(
    type="aws:sesv2/emailIdentity:EmailIdentity",
    service="sesv2",
    operation="create_email_identity",
    params=_parameters,
    create=_create,
    read=_read,
    inputs=frozenset(_MEMBERS) | {"tags"},
    members=_MEMBERS,
    life=Life(
        unique="AlreadyExistsException: Email identity {emailIdentity} already exist.",
        # moto changes no identity
        replace=frozenset(_MEMBERS),
        delete=(Call("delete_email_identity", {"EmailIdentity": "$id"}),),
        tags=_TAGS,
        keep=frozenset({"dkimSigningAttributes"}),
        usual={"dkimSigningAttributes": ...},
        find=lambda request: _read(request, str(request.get("emailIdentity")))["emailIdentity"],
        alone=True,
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (
    _DKIM,
    _DOMAIN,
    _EMAIL,
    _IDENTITY,
    _MAIL_FROM,
    _SET,
    _TEMPLATE,
    _VERIFICATION,
)
