"""The catalogs that measurements are made on can be filled, whatever column the models gained."""

import pytest
from django.db import connection

from abspann.catalog.models import Credit, Film, Person, SourceRecord
from bench.generate import World, fill

pytestmark = pytest.mark.django_db


def test_a_made_catalog_has_its_films_people_and_credits_and_every_index_that_it_had():
    before = connection.introspection.get_constraints(connection.cursor(), "catalog_credit").keys()
    world = World(300)
    fill(world)
    assert Film.objects.count() == 300
    assert Person.objects.count() == world.people == SourceRecord.objects.exclude(person=None).count()
    assert 8 < Credit.objects.count() / 300 < 12
    assert connection.introspection.get_constraints(connection.cursor(), "catalog_credit").keys() == before
