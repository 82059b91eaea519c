"""SES as AWS has it: moto keeps tags under another ARN, and falls over what has ended already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def mended() -> Iterator[tuple[Any, str, Any]]:
    """Owner, name, and what to put in its place."""
    from moto.ses.models import SESBackend

    for name, mend in (
        ("create_email_identity_v2", _under_its_arn),
        ("delete_configuration_set", _known_set),
        ("delete_template", _known_template),
        ("set_identity_mail_from_domain", _once_more),
    ):
        yield SESBackend, name, mend(getattr(SESBackend, name))


def _under_its_arn(original: Any) -> Any:
    def create(backend: Any, email_identity: str, tags: Any, *others: Any) -> Any:
        made = original(backend, email_identity, tags, *others)
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
        if mail_from_domain is not None or identity in backend.identity_mail_from_domains:
            original(backend, identity, mail_from_domain, behavior_on_mx_failure)

    return put
