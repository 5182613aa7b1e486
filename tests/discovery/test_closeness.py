"""How close a name is to what was typed, and what of it is shown: rules that both engines share."""

import pytest

from abspann.discovery.asking import ask
from abspann.discovery.closeness import cost
from abspann.discovery.entries import Entry
from abspann.discovery.queries.search import LOOK_ALIKES, _close
from abspann.discovery.rules import Kind


def named(*names: str, ref: int = 1) -> Entry:
    return Entry(Kind.FILM, ref, names)


@pytest.mark.parametrize(
    ("query", "nearer", "further"),
    [
        ("wofl", "wolf", "woll"),  # swapped, before a wrong letter
        ("woof", "woolf", "wolf"),  # left out, before a wrong letter
        ("der souffel", "der souffle", "die souffle"),  # all letters, before those without the article
        ("lud", "ludo", "ludwigshafen"),  # the whole name is near, too
    ],
)
def test_the_likelier_is_nearer(query, nearer, further):
    assert cost(ask(query), named(nearer)) < cost(ask(query), named(further))


def test_what_a_thing_is_called_first_is_nearer_than_its_other_names():
    assert cost(ask("rost"), named("rost", "bone")) < cost(ask("rost"), named("bone", "rost"))


def test_a_last_letter_begins_a_word_and_articles_before_it_do_not_count():
    assert ask("der f").readings[0].told == ("f",)


@pytest.mark.parametrize(("nearest", "place"), [(2.0, LOOK_ALIKES - 1), (-8.0, None)])
def test_what_is_like_the_query_stands_fifth_at_the_latest_unless_something_is_called_just_that(nearest, place):
    close = [(nearest + at, named("x", ref=at)) for at in range(6)]
    shown = _close([*close, (10.0, named("y", ref=99))], with_alike=True)
    refs = [entry.ref for _far, entry in shown]
    assert (refs.index(99) if 99 in refs else None) == place
