"""SES as AWS has it: moto keeps tags under another ARN, falls over what has ended already, and
finds a domain by its small letters alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def mended() -> Iterator[tuple[Any, str, Any]]:
    """Owner, name, and what to put in its place."""
    from moto.ses.models import SESBackend
    from moto.sesv2.models import SESV2Backend

    for owner, name, mend in (
        (SESBackend, "create_email_identity_v2", _under_its_arn),
        (SESBackend, "delete_configuration_set", _known_set),
        (SESBackend, "delete_identity", _of_one),
        (SESBackend, "delete_template", _known_template),
        (SESBackend, "get_identity_dkim_attributes", _of_many),
        (SESBackend, "get_identity_mail_from_domain_attributes", _of_many),
        (SESBackend, "get_identity_verification_attributes", _of_many),
        (SESBackend, "set_identity_mail_from_domain", _once_more),
        (SESV2Backend, "get_email_identity", _of_one),
    ):
        yield owner, name, mend(getattr(owner, name))


def _kept(identity: str) -> str:
    """AWS keeps domains in small letters (moto's pull request 4050, tried on AWS), and addresses as
    they were written."""
    return identity if "@" in identity else identity.lower()


def _of_one(original: Any) -> Any:
    def of(backend: Any, *identity: str, **named: str) -> Any:
        return original(backend, *map(_kept, (*identity, *named.values())))

    return of


def _of_many(original: Any) -> Any:
    """Answered under the names that were asked for, as whoever asks looks them up."""

    def of(backend: Any, identities: list[str]) -> dict[str, Any]:
        told = original(backend, [_kept(one) for one in identities])
        return {one: told[_kept(one)] for one in identities if _kept(one) in told}

    return of


def _under_its_arn(original: Any) -> Any:
    def create(backend: Any, email_identity: str, tags: Any, *others: Any) -> Any:
        made = original(backend, _kept(email_identity), tags, *others)
        place = f"{backend.region_name}:{backend.account_id}"
        if tags:
            backend.tagger.tag_resource(f"arn:aws:ses:{place}:identity/{email_identity}", tags)
        return made

    return create


def _known_set(original: Any) -> Any:
    def delete(backend: Any, configuration_set_name: str) -> None:
        backend.describe_configuration_set(configuration_set_name)
        original(backend, configuration_set_name)

    return delete


def _known_template(original: Any) -> Any:
    def delete(backend: Any, name: str) -> None:
        if name in backend.templates:
            original(backend, name)

    return delete


def _once_more(original: Any) -> Any:
    """To take away what was taken away changes nothing."""

    def put(
        backend: Any,
        identity: str,
        mail_from_domain: str | None = None,
        behavior_on_mx_failure: str | None = None,
    ) -> None:
        identity, held = _kept(identity), backend.identity_mail_from_domains
        if mail_from_domain is not None:
            original(backend, identity, mail_from_domain.lower(), behavior_on_mx_failure)
            held[identity]["mail_from_domain"] = mail_from_domain
        elif identity in held:
            original(backend, identity)

    return put
