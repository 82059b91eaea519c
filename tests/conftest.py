"""What holds for every test."""

from hypothesis import HealthCheck, settings

# The machines are shared and noisy: how long an example takes says nothing about the code.
settings.register_profile(
    "openline", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("openline")
