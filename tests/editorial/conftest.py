from tests.reviews.conftest import film, world  # noqa: F401  # fixtures
