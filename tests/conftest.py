"""Settings of all tests."""

from hypothesis import settings

# A busy machine is no failure: time is measured in tests/bench, never asserted.
settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")
