"""A card's header in the forms that portals and people give it."""

import pytest

from abspann.exchange.ingest.blocks import MemberReview
from abspann.exchange.ingest.reading import read_page

TEXT = "Mir hat der Film gefallen."


def only_review(page: str) -> MemberReview:
    (review,) = read_page(page).reviews
    return review


@pytest.mark.parametrize(
    ("followers", "number"),
    [
        ("6989 Follower", 6989),
        ("6.989 Follower", 6989),
        ("6,989 followers", 6989),
        ("6 989 abonnés", 6989),
        ("6\u202f989 abonnés", 6989),
        ("1 Follower", 1),
        ("0 Follower", 0),
        ("12 seguidores", 12),
        ("1,2k followers", 1200),
        ("Follower: 12", 12),
    ],
)
def test_followers_are_read_in_every_grouping(followers: str, number: int) -> None:
    assert only_review(f"Mia\n{followers}\n1 Kritik\nUser folgen\n3,5\n{TEXT}").followers == number


@pytest.mark.parametrize(
    ("count", "number"),
    [
        ("1 Kritik", 1),
        ("1.053 Kritiken", 1053),
        ("2 reviews", 2),
        ("Lire ses 1 053 critiques", 1053),
        ("Lee sus 32 críticas", 32),
        ("32 recensioni", 32),
        ("Lire sa critique", None),
    ],
)
def test_the_number_of_reviews_is_read_in_five_languages(count: str, number: int | None) -> None:
    assert only_review(f"Mia\n3 Follower\n{count}\nUser folgen\n3,5\n{TEXT}").reviews == number


@pytest.mark.parametrize(
    ("stars", "number"),
    [
        ("3,5", 3.5),
        ("3.5", 3.5),
        ("4,0", 4.0),
        ("5", 5.0),
        ("0,5", 0.5),
        ("★★★½", 3.5),
        ("★★★★☆", 4.0),
        ("3,5/5", 3.5),
        ("3,5 von 5 Sternen", 3.5),
        ("4 sur 5", 4.0),
        ("7/10", 3.5),
        ("★★★½ 3,5", 3.5),
        ("3,5 - gut", 3.5),
        ("–", None),
    ],
)
def test_stars_are_read_as_figures_and_as_signs(stars: str, number: float | None) -> None:
    review = only_review(f"Mia\n3 Follower\n1 Kritik\nUser folgen\n{stars}\nVeröffentlicht am 5. Mai 2022\n{TEXT}")
    assert (review.stars, review.text) == (number, TEXT)


@pytest.mark.parametrize(
    ("day", "iso"),
    [
        ("Veröffentlicht am 5. Mai 2022", "2022-05-05"),
        ("am 5. Mai 2022", "2022-05-05"),
        ("05.05.2022", "2022-05-05"),
        ("Published on 5 May 2022", "2022-05-05"),
        ("Published on May 5th, 2022", "2022-05-05"),
        ("2022-05-05", "2022-05-05"),
        ("Publiée le 1er mai 2022", "2022-05-01"),
        ("Publicada el 5 de mayo de 2022", "2022-05-05"),
        ("Pubblicata il 5 maggio 2022", "2022-05-05"),
        ("Veröffentlicht am 5. Jänner 2022", "2022-01-05"),
        ("Veröffentlicht am 5. Mai 2022 um 12:30 Uhr", "2022-05-05"),
        ("Veröffentlicht am 31. Februar 2022", None),
        ("Veröffentlicht vor 3 Jahren", None),
        ("Published on 05/06/2022", None),
        ("Publiée le 05/06/2022", "2022-06-05"),
        ("Vero\u0308ffentlicht am 5. Mai 2022", "2022-05-05"),
    ],
)
def test_dates_are_read_and_never_guessed(day: str, iso: str | None) -> None:
    review = only_review(f"Mia\n3 Follower\n1 Kritik\nUser folgen\n3,5\n{day}\n{TEXT}")
    assert (review.published_on.isoformat() if review.published_on else None, review.text) == (iso, TEXT)


@pytest.mark.parametrize("name", ["Anonymer User", "Anonymous User", "Un visiteur", "Anonymer Nutzer", "A visitor"])
def test_a_card_of_nobody_has_no_author(name: str) -> None:
    review = only_review(f"{name}\n3,5\nVeröffentlicht am 5. Mai 2022\n{TEXT}")
    assert (review.author, review.anonymous, review.lines) == (None, True, (1, 2, 3, 4))


def test_who_has_followers_is_somebody_even_as_anonymer_user() -> None:
    review = only_review(f"Anonymer User\n3 Follower\n1 Kritik\nUser folgen\n3,5\n{TEXT}")
    assert (review.author, review.anonymous) == ("Anonymer User", False)


@pytest.mark.parametrize(
    "header",
    [
        "Mia · 12 Follower · 3 Kritiken · User folgen · 3,5 · Veröffentlicht am 5. Mai 2022",
        "Mia | 12 Follower | 3 Kritiken | 3,5 | 5. Mai 2022",
        "Mia\n12 Follower 3 Kritiken User folgen\n3,5 Veröffentlicht am 5. Mai 2022",
        "Mia\n3 Kritiken\n12 Follower\n3,5\nVeröffentlicht am 5. Mai 2022",
        "MIA\n12 FOLLOWER\n3 KRITIKEN\nUSER FOLGEN\n3,5\nVERÖFFENTLICHT AM 5. MAI 2022",
        "  Mia\n\t12 Follower\n\n3 Kritiken\n\n3,5 \n\nVeröffentlicht am 5.\u00a0Mai\u00a02022\n",
    ],
)
def test_a_header_may_share_lines_or_be_spread_over_them(header: str) -> None:
    review = only_review(f"{header}\n{TEXT}")
    assert (review.author or "").lower() == "mia"
    assert (review.followers, review.reviews, review.stars, str(review.published_on)) == (12, 3, 3.5, "2022-05-05")
    assert review.text == TEXT


def test_a_number_below_the_date_is_text_where_stars_stand_above_it() -> None:
    one, two = read_page(
        f"Mia\n3,5\nVeröffentlicht am 5. Mai 2022\n{TEXT}\nBo\n4 Follower\n1 Kritik\nUser folgen\n"
        "Veröffentlicht am 6. Mai 2022\n4,0\nSo viel dazu."
    ).reviews
    assert (one.stars, two.stars, two.text) == (3.5, None, "4,0\nSo viel dazu.")


def test_the_words_of_a_header_inside_a_text_are_text() -> None:
    text = "Erst dachte ich an drei Sterne.\n4,0\nVeröffentlicht\nInhalt:\nEin Hund.\nKritik:\nGuter Hund."
    assert (
        only_review(f"Mia\n3 Follower\n1 Kritik\nUser folgen\n3,5\nVeröffentlicht am 5. Mai 2022\n{text}").text == text
    )


@pytest.mark.parametrize(
    ("end", "text"),
    [
        (" …\nMehr erfahren", f"{TEXT} …"),
        (" ... Mehr erfahren", f"{TEXT} ..."),
        ("... Read more", f"{TEXT}..."),
        ("\n[Mehr erfahren]", TEXT),
        (" … Lire plus", f"{TEXT} …"),
    ],
)
def test_a_text_with_a_button_for_the_rest_is_truncated(end: str, text: str) -> None:
    review = only_review(f"Mia\n3 Follower\n1 Kritik\nUser folgen\n3,5\nVeröffentlicht am 5. Mai 2022\n{TEXT}{end}")
    assert (review.truncated, review.text) == (True, text)


@pytest.mark.parametrize("end", ["", " ...", "\nIch will darüber mehr erfahren"])
def test_a_text_without_the_button_is_whole(end: str) -> None:
    assert not only_review(f"Mia\n3 Follower\n1 Kritik\nUser folgen\n3,5\n{TEXT}{end}").truncated


def test_buttons_below_a_text_are_the_cards_but_not_the_texts() -> None:
    review = only_review(
        f"Mia\n3 Follower\n1 Kritik\nUser folgen\n3,5\n{TEXT}\nHilfreich?\n0 Finde ich hilfreich\nMelden"
    )
    assert (review.text, review.lines) == (TEXT, (1, 2, 3, 4, 5, 6, 7, 8, 9))


def test_a_card_without_text_has_none() -> None:
    one, two = read_page(
        "Mia\n3 Follower\n1 Kritik\nUser folgen\n3,5\nVeröffentlicht am 5. Mai 2022\n"
        f"Bo\n4 Follower\n2 Kritiken\nUser folgen\n2,0\nVeröffentlicht am 6. Mai 2022\n{TEXT}"
    ).reviews
    assert (one.author, one.text, two.author, two.text) == ("Mia", None, "Bo", TEXT)
