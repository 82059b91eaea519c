"""Regions where a service must be spoken to, wherever the stack is."""

from __future__ import annotations

from typing import Final

# CloudFront takes certificates, web ACLs and log deliveries from this region alone (CloudFront
# developer guide, "Requirements for using SSL/TLS certificates", "Configure standard logging").
EDGE_REGION: Final = "us-east-1"
# The only endpoint of Global Accelerator's API (AWS general reference, endpoints and quotas).
ACCELERATOR_REGION: Final = "us-west-2"
