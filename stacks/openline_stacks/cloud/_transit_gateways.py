"""Transit gateways as AWS has them: moto attaches to the default table whatever a gateway says,
lets an attachment go by two tables, deletes what is in use, and falls over what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_ATTACHMENT = "InvalidTransitGatewayAttachmentID.NotFound"
_TABLE = "InvalidRouteTableID.NotFound"


def mended() -> Iterator[tuple[Any, str, Any]]:
    """Owner, name, and what to put in its place."""
    from moto.ec2.models import EC2Backend
    from moto.ec2.responses.transit_gateway_attachments import TransitGatewayAttachment

    own = {
        "associate_transit_gateway_route_table": (_once, _ATTACHMENT),
        "create_transit_gateway_route": (_with_a_list, _TABLE),
        "create_transit_gateway_vpc_attachment": (_as_its_gateway_says, ""),
        "delete_transit_gateway": (_unattached, "InvalidTransitGatewayID.NotFound"),
        "delete_transit_gateway_route": (_as_it_is, "InvalidRoute.NotFound"),
        "delete_transit_gateway_route_table": (_unused, _TABLE),
        "delete_transit_gateway_vpc_attachment": (_from_all_tables, _ATTACHMENT),
        "disable_transit_gateway_route_table_propagation": (_of_this_table, _ATTACHMENT),
        "disassociate_transit_gateway_route_table": (_from_its_table, _ATTACHMENT),
        "enable_transit_gateway_route_table_propagation": (_propagated_once, _ATTACHMENT),
        "modify_transit_gateway": (_with_its_ranges, "InvalidTransitGatewayID.NotFound"),
    }
    for name, (mend, missing) in own.items():
        yield EC2Backend, name, _or_missing(mend(getattr(EC2Backend, name)), missing)
    create = "create_transit_gateway_vpc_attachment"
    yield TransitGatewayAttachment, create, _tagged(getattr(TransitGatewayAttachment, create))


def _refused(code: str, message: str) -> Exception:
    from moto.ec2.exceptions import EC2ClientError

    error: Exception = EC2ClientError(code, message)
    return error


def _or_missing(original: Any, code: str) -> Any:
    """AWS's word for what moto looks up and has not."""

    def asked(backend: Any, *args: Any, **named: Any) -> Any:
        try:
            return original(backend, *args, **named)
        except KeyError as error:
            raise _refused(code, f"{error.args[0]} was deleted or does not exist.") from error

    return asked


def _as_it_is(original: Any) -> Any:
    return original


def _tagged(original: Any) -> Any:
    """moto reads the tags of a route table here."""

    def create(response: Any) -> Any:
        answer = original(response)
        tags = response._parse_tag_specification().get("transit-gateway-attachment", {})
        answer.result["TransitGatewayVpcAttachment"].add_tags(tags)
        return answer

    return create


def _as_its_gateway_says(original: Any) -> Any:
    def create(backend: Any, *args: Any, **named: Any) -> Any:
        made = original(backend, *args, **named)
        options = backend.transit_gateways[made.transit_gateway_id].options
        table = options["AssociationDefaultRouteTableId"]
        backend.unset_route_table_association(table, made.id)
        made.transit_gateway_route_table = None
        if options["DefaultRouteTableAssociation"] == "enable":
            backend.associate_transit_gateway_route_table(made.id, table)
        if options["DefaultRouteTablePropagation"] == "enable":
            backend.enable_transit_gateway_route_table_propagation(
                made.id, options["PropagationDefaultRouteTableId"]
            )
        return made

    return create


def _once(original: Any) -> Any:
    """An attachment goes by one table."""

    def associate(
        backend: Any, transit_gateway_attachment_id: str, *args: Any, **named: Any
    ) -> Any:
        for table in backend.transit_gateways_route_tables.values():
            if transit_gateway_attachment_id in table.route_table_associations:
                raise _refused(
                    "Resource.AlreadyAssociated",
                    f"Transit Gateway Attachment {transit_gateway_attachment_id} is already "
                    "associated to a route table.",
                )
        return original(backend, transit_gateway_attachment_id, *args, **named)

    return associate


def _from_its_table(original: Any) -> Any:
    def disassociate(backend: Any, tgw_attach_id: str, tgw_rt_id: str) -> Any:
        held = backend.transit_gateways_route_tables[tgw_rt_id].route_table_associations
        if tgw_attach_id not in held:
            raise _refused("InvalidAssociation.NotFound", f"{tgw_attach_id} is not associated")
        return original(backend, tgw_attach_id, tgw_rt_id)

    return disassociate


def _propagated_once(original: Any) -> Any:
    def enable(backend: Any, attachment: str = "", table: str = "", **named: Any) -> Any:
        id_ = named.get("transit_gateway_attachment_id", attachment)
        where = named.get("transit_gateway_route_table_id", table)
        held = backend.transit_gateways_route_tables[where].route_table_propagation
        if any(one.transitGatewayAttachmentId == id_ for one in held):
            raise _refused(
                "TransitGatewayRouteTablePropagation.Duplicate",
                f"Propagation of {id_} to {where} is enabled already.",
            )
        return original(backend, id_, where)

    return enable


def _of_this_table(original: Any) -> Any:
    """moto keeps one propagation of an attachment, whatever the tables hold."""

    def disable(
        backend: Any, transit_gateway_attachment_id: str, transit_gateway_route_table_id: str
    ) -> Any:
        from moto.ec2.models.transit_gateway_route_tables import TransitGatewayRelations

        held = backend.transit_gateways_route_tables[transit_gateway_route_table_id]
        known = [one.transitGatewayAttachmentId for one in held.route_table_propagation]
        if transit_gateway_attachment_id not in known:
            raise _refused(
                "TransitGatewayRouteTablePropagation.NotFound",
                f"{transit_gateway_attachment_id} propagates nothing there",
            )
        backend.transit_gateway_propagations[transit_gateway_attachment_id] = (
            TransitGatewayRelations(
                backend, transit_gateway_attachment_id, transit_gateway_route_table_id, "enabled"
            )
        )
        return original(backend, transit_gateway_attachment_id, transit_gateway_route_table_id)

    return disable


def _from_all_tables(original: Any) -> Any:
    def delete(backend: Any, transit_gateway_attachment_id: str) -> Any:
        gone = original(backend, transit_gateway_attachment_id)
        for table in backend.transit_gateways_route_tables.values():
            table.route_table_associations.pop(gone.id, None)
            table.route_table_propagation = [
                one
                for one in table.route_table_propagation
                if one.transitGatewayAttachmentId != gone.id
            ]
        return gone

    return delete


def _unattached(original: Any) -> Any:
    def delete(backend: Any, transit_gateway_id: str) -> Any:
        held = backend.transit_gateway_attachments.values()
        if any(one.transit_gateway_id == transit_gateway_id for one in held):
            raise _refused("IncorrectState", f"{transit_gateway_id} has non-deleted attachments.")
        gone = original(backend, transit_gateway_id)
        backend.transit_gateways_route_tables.pop(gone.default_route_table.id, None)
        return gone

    return delete


def _unused(original: Any) -> Any:
    def delete(backend: Any, transit_gateway_route_table_id: str) -> Any:
        held = backend.transit_gateways_route_tables[transit_gateway_route_table_id]
        if held.route_table_associations:
            raise _refused("IncorrectState", f"{held.id} has associations.")
        return original(backend, transit_gateway_route_table_id)

    return delete


def _with_a_list(original: Any) -> Any:
    """moto answers one attachment where AWS answers a list of them."""

    def create(backend: Any, *args: Any, **named: Any) -> Any:
        made = original(backend, *args, **named)
        one = made.get("transitGatewayAttachments")
        if isinstance(one, dict):
            made["transitGatewayAttachments"] = [one]
        return made

    return create


def _with_its_ranges(original: Any) -> Any:
    def modify(
        backend: Any,
        transit_gateway_id: str,
        description: str | None = None,
        options: dict[str, Any] | None = None,
    ) -> Any:
        plain = dict(options or {})
        more = plain.pop("AddTransitGatewayCidrBlocks", [])
        fewer = plain.pop("RemoveTransitGatewayCidrBlocks", [])
        changed = original(backend, transit_gateway_id, description, plain)
        held = [one for one in changed.options["TransitGatewayCidrBlocks"] if one not in fewer]
        changed.options["TransitGatewayCidrBlocks"] = [*held, *more]
        return changed

    return modify
