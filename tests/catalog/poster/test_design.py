import json
from collections import Counter
from itertools import pairwise

from abspann.catalog.poster.inks import Inks
from abspann.catalog.poster.sheet import Design, Sheet, choose_design


def test_a_design_comes_back_from_json_as_it_was(wall: list[Sheet], hard_sheets: list[Sheet]) -> None:
    for sheet in wall + hard_sheets:
        design = choose_design(sheet)
        assert Design.from_json(json.loads(json.dumps(design.to_json()))) == design


def test_the_same_facts_give_the_same_design_on_every_machine(wall: list[Sheet]) -> None:
    rost_und_knochen = Design("overprint", Inks("hall", "chalk", "rust", "sand"), 0x90E3654EF3EA9A7F)
    assert choose_design(wall[0]) == rost_und_knochen
    assert choose_design(wall[1]) == Design("stack", Inks("hall", "paper", "cobalt", "silver"), 0x721C631FA8D01515)


def test_a_design_is_kept_as_plain_json(wall: list[Sheet]) -> None:
    assert choose_design(wall[0]).to_json() == {
        "composition": "overprint",
        "inks": ["hall", "chalk", "rust", "sand"],
        "seed": "90e3654ef3ea9a7f",
    }


def test_a_title_of_one_letter_is_the_picture() -> None:
    assert {choose_design(Sheet(title)).composition for title in ("M", "Z", "Å", "8½")} == {"stack"}


def test_a_wall_shows_many_compositions_and_few_equal_neighbors(wall: list[Sheet]) -> None:
    designs = [choose_design(sheet) for sheet in wall]
    names = Counter(design.composition for design in designs)
    assert len(names) >= 14
    assert max(names.values()) <= 6
    alike = [one for one, other in pairwise(designs) if (one.composition, one.inks) == (other.composition, other.inks)]
    assert alike == []
