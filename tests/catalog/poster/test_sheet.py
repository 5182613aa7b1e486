import re
from dataclasses import replace
from hashlib import sha256
from xml.etree import ElementTree

from abspann.catalog.poster.canvas import Canvas
from abspann.catalog.poster.chance import Dice
from abspann.catalog.poster.commission import CannotCompose, Commission, Subject
from abspann.catalog.poster.compositions import COMPOSITIONS
from abspann.catalog.poster.inks import Inks, mix
from abspann.catalog.poster.sheet import Design, Sheet, choose_design, compose, draw

COLORS = mix(Inks("paper", "ink", "rust", "sand"))
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {f"{SVG}{name}" for name in ("svg", "g", "path", "circle", "clipPath")}
ATTRIBUTES = set(
    "viewBox width height id d cx cy r fill stroke stroke-width transform clip-path".split()  # noqa: SIM905 to be read
)


def test_no_type_leaves_the_sheet_in_any_composition(wall: list[Sheet], hard_sheets: list[Sheet]) -> None:
    strays = []
    for sheet in wall[::2] + hard_sheets:
        design = choose_design(sheet)
        for name in COMPOSITIONS:
            strays += [(name, text) for text in compose(sheet, replace(design, composition=name)).strays()]
    assert strays == []


def test_a_sheet_is_drawn_the_same_on_every_machine(wall: list[Sheet]) -> None:
    digests = [sha256(draw(sheet, choose_design(sheet)).encode()).hexdigest()[:16] for sheet in wall[:3]]
    assert digests == ["cff1c89211896b3a", "a75fae6d3bb2729d", "83b821eaa66bbec3"]


def test_a_director_added_later_adds_a_credit_and_changes_nothing_else() -> None:
    before = Sheet("Der Himmel über Berlin", genres=("fantasy",))
    design = choose_design(before)
    after = replace(before, director="Wim Wenders")
    assert choose_design(after) != design
    drawn = draw(before, design).removesuffix("</svg>\n")
    added = draw(after, design).removeprefix(drawn).removesuffix("</svg>\n")
    assert added.count("<path") == 2
    assert [text for text, _ in compose(after, design).ink[-2:]] == ["Regie", "Wim Wenders"]


def test_the_credits_speak_the_readers_language() -> None:
    sheet = Sheet("Wings of Desire", director="Wim Wenders")
    canvas = compose(sheet, choose_design(sheet), directed_by="Directed by")
    assert [text for text, _ in canvas.ink[-2:]] == ["Directed by", "Wim Wenders"]


def test_a_sheet_holds_shapes_and_nothing_else(wall: list[Sheet], hard_sheets: list[Sheet]) -> None:
    for sheet in wall + hard_sheets:
        svg = draw(sheet, choose_design(sheet))
        root = ElementTree.fromstring(svg)
        assert root.get("viewBox") == "0 0 600 900"
        assert {element.tag for element in root.iter()} <= SHAPES
        assert {name for element in root.iter() for name in element.attrib} <= ATTRIBUTES
        assert {element.text for element in root.iter()} == {None}
        ids = {element.get("id") for element in root.iter(f"{SVG}clipPath")}
        assert set(re.findall(r"url\(#([^)]*)\)", svg)) <= ids
        assert svg.count("url(") == svg.count("url(#")


def test_ids_of_two_sheets_do_not_meet_on_one_page() -> None:
    ids = []
    for title in ("Ran", "Ida", "Roma"):
        design = replace(choose_design(Sheet(title)), composition="slices")
        ids += re.findall(r'id="([^"]*)"', draw(Sheet(title), design))
    assert len(ids) == len(set(ids)) > 0


def test_a_design_of_another_edition_still_gives_a_sheet() -> None:
    sheet = Sheet("Toni Erdmann", year=2016, genres=("comedy",))
    unknown = Design("hologram", Inks("gold", "gold", "glitter", "paper"), seed=7)
    canvas = compose(sheet, unknown)
    assert canvas.strays() == []
    assert canvas.svg() == draw(sheet, replace(unknown, composition="stack"))
    assert "glitter" not in canvas.svg()


def test_a_title_that_its_composition_cannot_set_is_set_by_another() -> None:
    sheet = Sheet("乱", year=1985)
    for name in COMPOSITIONS:
        assert compose(sheet, Design(name, Inks("paper", "ink", "rust", "sand"), seed=1)).strays() == []


def test_a_composition_that_cannot_set_a_film_does_not_want_it() -> None:
    for subject in (Subject("", None, frozenset()), Subject("", 1985, frozenset()), Subject("Ran", None, frozenset())):
        for name, composition in COMPOSITIONS.items():
            job = Commission(Canvas("x"), subject.title, subject.year, COLORS, Dice(1))
            try:
                composition.compose(job)
            except CannotCompose:
                assert composition.appeal(subject) == 0, name
