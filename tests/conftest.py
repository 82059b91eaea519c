"""What holds for every test."""

import os

from hypothesis import HealthCheck, settings

# The machines are shared and noisy: how long an example takes says nothing about the code.
settings.register_profile(
    "openline", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
# For whoever has minutes: HYPOTHESIS_PROFILE=thorough make test ARGS=tests/hostile
settings.register_profile("thorough", settings.get_profile("openline"), max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "openline"))
