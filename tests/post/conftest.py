from tests.events.crowd import crowd  # noqa: F401  # a fixture
