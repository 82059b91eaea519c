"""Pulumi components that declare multi-region customer-service stacks. For the platform engineer."""
