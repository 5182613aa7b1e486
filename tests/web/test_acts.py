"""Rating, marking, following and judging on pages; profiles."""

from __future__ import annotations

import json
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abspann.catalog.commands import put_film
from abspann.catalog.facts import FilmFacts
from abspann.catalog.models import Film, FilmSlug
from abspann.diary.commands import mark_film
from abspann.diary.models import FilmMark
from abspann.diary.rules import Mark
from abspann.members import commands as members
from abspann.members.commands.leaving import ask_to_leave
from abspann.members.models import Follow, Member
from abspann.reviews import commands as reviews
from abspann.reviews.models import HelpfulVote, Rating, Review
from abspann.reviews.queries import rating_of, score_of
from tests.conftest import OWN, TEST

FILM = "/film/der-geschmack-von-rost-und-knochen-2012/"
HTMX = {"HX-Request": "true"}
LOGIN_AND_SESSION = 3
"""What any page asks for to know who reads it: the session, the login with its member, their offices."""

OWN_QUERIES = 5
"""What a film page asks for of the reader's own: stars, marks, friends, whom they follow, which reviews they judged,
and which of theirs are hidden."""


@pytest.fixture(autouse=True)
def _clean_cache():
    cache.clear()


def page(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def tag(html: str, pattern: str) -> str:
    """The one tag that a pattern finds."""
    found = re.findall(rf"<[^<>]*{pattern}[^<>]*>", html)
    assert len(found) == 1, found
    return found[0]


def write(film: Film, author: Member, text: str = "Ein Film über Hände.") -> Review:
    draft = reviews.ReviewDraft(text=text, provenance=OWN, author=author)
    return reviews.publish_review(by=TEST, film=film, draft=draft)[0]


# Rating.


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_rating_sent_without_scripts_leads_back_to_the_film_which_shows_it(world, log_in, language):
    client = log_in(world.anna)
    answer = client.post(f"{language}{FILM}rating/", {"stars": "3.5"})
    assert (answer.status_code, answer["Location"]) == (302, f"{language}{FILM}#act")
    assert rating_of(world.film, world.anna) == 7
    html = page(client, f"{language}{FILM}")
    assert " checked" in tag(html, 'id="stars-7"')
    assert html.count(" checked") == 1
    assert ("3.5" if language else "3,5") in html.partition('id="score-members"')[2].partition("</div>")[0]


def test_each_half_star_is_a_choice_with_its_number_and_its_word(world, log_in):
    html = page(log_in(world.anna), FILM)
    said = re.findall(r'<span class="hidden">([\d,]+ von 5:) </span><span class="word">([^<]+)<', html)
    assert [number for number, _word in said] == [f"{n / 2:.1f} von 5:".replace(".", ",") for n in range(1, 11)]
    assert said[6] == ("3,5 von 5:", "sehenswert")
    assert len({word for _number, word in said}) == 10


@pytest.mark.parametrize("stars", [None, "", "0", "6", "3.3", "-1", "5.5", "abc", "3,5", "1e0", "3.5\0"])
def test_what_are_no_stars_brings_the_form_again_with_a_sentence_and_rates_nothing(world, log_in, stars):
    answer = log_in(world.anna).post(f"{FILM}rating/", {} if stars is None else {"stars": stars})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Wähle zwischen einem halben und fünf Sternen" in html
    assert 'aria-describedby="rate-trouble"' in html
    assert Rating.objects.count() == 0


def test_a_rating_by_script_is_answered_with_the_new_score_histogram_and_a_sentence(world, log_in):
    reviews.rate_film(by=world.bruno, film=world.film, member=world.bruno, half_stars=4)
    answer = log_in(world.anna).post(f"{FILM}rating/", {"stars": "4"}, headers=HTMX)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert set(re.findall(r'id="([\w-]+)" hx-swap-oob="true"', html)) == {
        "score-members",
        "ratings-line",
        "ratings-bars",
    }
    assert '<p hx-swap-oob="innerHTML:#said">Gewertet: 4,0 von 5, sehr gut.</p>' in html
    assert "2 Wertungen" in html
    assert ">3,0<" in html


def test_a_rating_can_be_changed_and_taken_back(world, log_in):
    client = log_in(world.anna)
    client.post(f"{FILM}rating/", {"stars": "4"})
    client.post(f"{FILM}rating/", {"stars": "0.5"})
    assert [bar.ratings for bar in score_of(world.film).bars] == [1] + [0] * 9
    answer = client.post(f"{FILM}rating/", {"stars": "0.5", "act": "withdraw"}, headers=HTMX)
    html = answer.content.decode()
    assert "Deine Wertung ist zurückgezogen." in html
    assert 'id="rate" hx-swap-oob="true"' in html
    assert " checked" not in html
    assert Rating.objects.count() == 0
    assert " checked" not in page(client, FILM)


def test_a_visitor_is_led_to_logging_in_and_back_to_the_stars_they_chose(world, client, log_in):
    html = page(client, FILM)
    assert tag(html, 'id="rate"').endswith('method="get">')
    answer = client.get(f"{FILM}rating/?stars=3.5")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=")
    log_in(world.anna)
    back = client.get(f"{FILM}rating/?stars=3.5")
    assert back["Location"] == f"{FILM}?stars=3.5#act"
    html = page(client, f"{FILM}?stars=3.5")
    assert " checked" in tag(html, 'id="stars-7"')
    assert "rate--open" in tag(html, 'id="rate"')
    assert Rating.objects.count() == 0


@pytest.mark.parametrize("stars", ["9", "//foreign.example", "3.5%26x=1"])
def test_the_way_back_leads_nowhere_else_whatever_stars_are_asked_for(world, log_in, stars):
    answer = log_in(world.anna).get(f"{FILM}rating/?stars={stars}")
    assert answer["Location"] == f"{FILM}#act"


def test_a_tap_of_somebody_whose_session_is_over_leads_to_logging_in(world, client):
    answer = client.post(f"{FILM}rating/", {"stars": "4", "next": FILM}, headers=HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"/accounts/login/?next={FILM.replace('/', '%2F')}")


def test_a_rating_sent_to_a_films_former_address_arrives(world, log_in):
    FilmSlug.objects.create(film=world.film, slug="rost-alt")
    client = log_in(world.anna)
    answer = client.post("/film/rost-alt/rating/", {"stars": "4"}, follow=True)
    assert answer.redirect_chain[0] == (f"{FILM}rating/", 308)
    assert rating_of(world.film, world.anna) == 8


def test_a_film_that_has_gone_is_a_404(world, log_in):
    client = log_in(world.anna)
    for address, sent in (("rating", {"stars": "4"}), ("mark", {"mark": "wants"})):
        assert client.post(f"/film/fort-2000/{address}/", sent).status_code == 404


# Marks.


def test_a_film_is_put_on_the_watchlist_and_taken_off(world, log_in):
    client = log_in(world.anna)
    assert client.post(f"{FILM}mark/", {"mark": "wants"})["Location"] == f"{FILM}#act"
    html = page(client, FILM)
    wants, seen = tag(html, 'id="mark-wants"'), tag(html, 'id="mark-seen"')
    assert ('aria-pressed="true"' in wants, 'name="unmark"' in wants) == (True, True)
    assert ('aria-pressed="false"' in seen, 'name="mark"' in seen) == (True, True)
    answer = client.post(f"{FILM}mark/", {"unmark": "wants"}, headers=HTMX).content.decode()
    assert 'aria-pressed="false"' in tag(answer, 'id="mark-wants"')
    assert "Nicht mehr auf deiner Merkliste." in answer
    assert FilmMark.objects.count() == 0


def test_the_number_of_those_who_want_to_see_it_stands_on_the_button(world, log_in):
    mark_film(by=world.bruno, film=world.film, kind=Mark.WANTS)
    answer = log_in(world.anna).post(f"{FILM}mark/", {"mark": "wants"}, headers=HTMX).content.decode()
    assert '<span class="act__count">2</span><span class="hidden"> Mitglieder</span>' in answer


@pytest.mark.parametrize("sent", [{}, {"mark": "loved"}, {"unmark": ""}])
def test_a_mark_of_no_kind_is_refused(world, log_in, sent):
    assert log_in(world.anna).post(f"{FILM}mark/", sent).status_code == 422
    assert FilmMark.objects.count() == 0


# Following.


def test_following_changes_the_button_and_the_number_wherever_the_author_stands(world, log_in):
    answer = log_in(world.erik).post(f"/members/{world.anna.public_id}/follow/", {"act": "follow"}, headers=HTMX)
    html = answer.content.decode()
    assert f'hx-swap-oob="innerHTML:.follow-{world.anna.public_id}"' in html
    assert f'hx-swap-oob="innerHTML:.followers-{world.anna.public_id}">2 Follower<' in html
    assert 'value="unfollow"' in html
    assert "Du folgst jetzt Anna." in html


def test_following_without_scripts_leads_back_to_the_card(world, log_in):
    review = write(world.film, world.anna)
    client = log_in(world.erik)
    html = page(client, FILM)
    back = re.search(r'name="next" value="([^"]+#review-[^"]+)"', html)
    assert back is not None
    assert back[1] == f"{FILM}#review-{review.public_id}"
    answer = client.post(f"/members/{world.anna.public_id}/follow/", {"act": "follow", "next": back[1]})
    assert answer["Location"] == back[1]
    assert "Nicht mehr folgen" in page(client, FILM)
    client.post(f"/members/{world.anna.public_id}/follow/", {"act": "unfollow"})
    assert Follow.objects.filter(follower=world.erik).count() == 0


@pytest.mark.parametrize("back", ["//foreign.example/", "https://foreign.example/", "javascript:alert(1)", "x", ""])
def test_no_form_leads_back_to_a_foreign_house(world, log_in, back):
    address = f"/members/{world.anna.public_id}/follow/"
    assert log_in(world.erik).post(address, {"act": "follow", "next": back})["Location"] == "/@anna/"


def test_a_credited_member_can_be_followed(everything, world, log_in):
    client = log_in(world.anna)
    client.post(f"/members/{world.frida.public_id}/follow/", {"act": "follow"})
    assert "6.990 Follower" in page(client, FILM)


def test_nobody_has_a_button_to_follow_themselves_and_a_forged_one_is_refused(world, log_in):
    write(world.film, world.anna)
    client = log_in(world.anna)
    assert "/follow/" not in page(client, FILM)
    assert "/follow/" not in page(client, "/@anna/")
    assert client.post(f"/members/{world.anna.public_id}/follow/", {"act": "follow"}).status_code == 422


def test_whoever_is_leaving_or_never_was_cannot_be_followed(world, log_in):
    ask_to_leave(by=world.bruno, keep=True)
    client = log_in(world.anna)
    for public_id in (world.bruno.public_id, "aaaaaaaaaaaa"):
        assert client.post(f"/members/{public_id}/follow/", {"act": "follow"}).status_code == 404


# Judging.


def test_an_answer_counts_in_place_and_can_be_changed_and_taken_back(world, log_in):
    review = write(world.film, world.anna)
    address = f"{FILM}reviews/{review.public_id}/helpful/"
    client = log_in(world.bruno)
    html = client.post(address, {"helpful": "yes"}, headers=HTMX).content.decode()
    assert "1 von 1 fanden das hilfreich" in html or "1 von 1 fand das hilfreich" in html
    assert 'aria-pressed="true"' in tag(html, f'id="yes-{review.public_id}"')
    assert 'value="none"' in tag(html, f'id="yes-{review.public_id}"')
    assert 'value="no"' in tag(html, f'id="no-{review.public_id}"')
    assert client.post(address, {"helpful": "no", "next": FILM})["Location"] == FILM
    assert list(HelpfulVote.objects.values_list("helpful", flat=True)) == [False]
    assert client.post(address, {"helpful": "none"})["Location"] == f"{FILM}reviews/{review.public_id}/"
    assert HelpfulVote.objects.count() == 0


def test_ones_own_review_has_no_buttons_and_a_forged_answer_is_refused(world, log_in):
    review = write(world.film, world.anna)
    client = log_in(world.anna)
    assert "/helpful/" not in page(client, FILM)
    assert client.post(f"{FILM}reviews/{review.public_id}/helpful/", {"helpful": "yes"}).status_code == 403
    assert HelpfulVote.objects.count() == 0


def test_an_answer_to_no_review_is_a_404_and_no_answer_a_422(world, log_in):
    review = write(world.film, world.anna)
    client = log_in(world.bruno)
    assert client.post(f"{FILM}reviews/aaaaaaaaaaaa/helpful/", {"helpful": "yes"}).status_code == 404
    other = put_film(by=TEST, facts=FilmFacts(title="Liebe"))
    assert client.post(f"/film/{other.slug}/reviews/{review.public_id}/helpful/", {"helpful": "yes"}).status_code == 404
    for helpful in ("maybe", "", "True"):
        sent = {"helpful": helpful}
        assert client.post(f"{FILM}reviews/{review.public_id}/helpful/", sent).status_code == 422


# The film page for a member.


def test_a_members_friends_are_a_fourth_score_that_is_a_dash_when_none_has_rated(world, log_in):
    client = log_in(world.bruno)
    friends = page(client, FILM).partition('id="score-friends"')[2].partition("</div>")[0]
    assert 'class="friends__value">–<' in friends
    reviews.rate_film(by=world.anna, film=world.film, member=world.anna, half_stars=7)
    reviews.rate_film(by=world.erik, film=world.film, member=world.erik, half_stars=1)
    friends = page(client, FILM).partition('id="score-friends"')[2].partition("</div>")[0]
    assert 'class="friends__value">3,5<' in friends
    assert "1 Wertung: " in friends
    assert '<a href="/@anna/">Anna</a>' in friends
    client.logout()
    assert "score-friends" not in page(client, FILM)


def test_a_film_page_asks_five_queries_of_a_members_own_however_many_cards_stand_on_it(world, client, log_in):
    def asked() -> int:
        client.get(FILM)
        client.get(FILM)
        with CaptureQueriesContext(connection) as seen:
            client.get(FILM)
        return len(seen)

    authors = [members.register(by=TEST, handle=f"a-{n}", display_name=f"A {n}") for n in range(4)]
    write(world.film, authors[0])
    visitor = asked()
    log_in(world.bruno)
    assert asked() == visitor + LOGIN_AND_SESSION + OWN_QUERIES
    for author in authors[1:]:
        write(world.film, author)
    assert asked() == visitor + LOGIN_AND_SESSION + OWN_QUERIES


def test_whoever_is_leaving_finds_nothing_to_do(world, log_in):
    write(world.film, world.anna)
    ask_to_leave(by=world.bruno, keep=True)
    html = page(log_in(Member.objects.get(pk=world.bruno.pk)), FILM)
    for missing in ('id="act"', "/follow/", "/helpful/", "score-friends"):
        assert missing not in html


def test_authors_of_this_house_are_links_to_their_profiles_and_others_are_not(everything, world, client):
    write(world.film, world.anna)
    html = page(client, FILM)
    assert '<a class="plain" href="/@anna/">Anna</a>' in html
    assert re.search(r'id="by-\w+">Frida</h3>', html)
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])
    urls = {review["author"]["name"]: review["author"].get("url") for review in told["review"] if "author" in review}
    assert (urls["Anna"], urls["Frida"]) == ("http://localhost:8000/@anna/", None)


# Profiles.


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_profile_shows_what_a_member_made_of_films(world, client, language):
    reviews.rate_film(by=world.anna, film=world.film, member=world.anna, half_stars=7)
    write(world.film, world.anna, "Zwei, die nicht bitten.")
    mark_film(by=world.anna, film=put_film(by=TEST, facts=FilmFacts(title="Liebe")), kind=Mark.WANTS)
    members.edit_profile(by=TEST, member=world.anna, display_name="Anna", about="Sieht alles <b>zweimal</b>.")
    html = page(client, f"{language}/@anna/")
    for words in ("Zwei, die nicht bitten.", "Liebe", "Sieht alles &lt;b&gt;zweimal&lt;/b&gt;.", "@anna"):
        assert words in html
    figures = re.findall(r"<dd[^>]*>([^<]+)</dd>", html.partition('class="figures"')[2].partition("</dl>")[0])
    assert figures == ["1", "1", "1", "0", "3.5" if language else "3,5"]


def test_a_profile_of_nobody_in_particular_has_no_mean_and_says_so(world, client):
    html = page(client, "/@dora/")
    assert "Dora hat noch nichts gewertet und nichts geschrieben." in html
    assert 'class="figures__none">–<' in html


@pytest.mark.parametrize("room", ["", "reviews/", "ratings/", "watchlist/", "followers/", "following/"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_who_is_leaving_never_was_or_is_credited_is_the_same_404_as_no_address_at_all(world, client, room, language):
    ask_to_leave(by=world.bruno, keep=True)
    answers = set()
    for handle in ("bruno", "niemand", "frida", "no.handle"):
        html = page(client, f"{language}/@{handle}/{room}", 404)
        answers.add(html.replace(handle, "x"))
    assert len(answers) == 1


def test_the_lists_of_a_profile_go_on_page_by_page_and_know_no_foreign_page(world, client):
    films = [put_film(by=TEST, facts=FilmFacts(title=f"Film {n}")) for n in range(26)]
    for film in films:
        reviews.rate_film(by=world.anna, film=film, member=world.anna, half_stars=7)
        mark_film(by=world.anna, film=film, kind=Mark.WANTS)
    for room in ("ratings", "watchlist"):
        first = page(client, f"/@anna/{room}/")
        after = re.search(r'rel="next" href="\?after=([\w-]+)"', first)
        assert after is not None
        second = page(client, f"/@anna/{room}/?after={after[1]}")
        slugs = [set(re.findall(r'href="/film/([\w-]+)/"', html)) for html in (first, second)]
        assert (len(slugs[0]), len(slugs[1])) == (24, 2)
        assert slugs[0] | slugs[1] == {film.slug for film in films}
        page(client, f"/@bruno/{room}/?after={after[1]}", 404)
        page(client, f"/@anna/{room}/?after=x", 404)
    assert "noindex" in page(client, "/@anna/ratings/?stars=3.5")
    page(client, "/@anna/ratings/?stars=6", 404)


@pytest.mark.parametrize("room", ["reviews", "followers", "following", "ratings", "watchlist", ""])
def test_a_profiles_page_asks_the_same_few_queries_whatever_stands_on_it(world, client, room):
    def fill(n: int) -> None:
        film = put_film(by=TEST, facts=FilmFacts(title=f"Film {n}"))
        fan = members.register(by=TEST, handle=f"fan-{n}", display_name=f"Fan {n}")
        write(film, world.anna)
        reviews.rate_film(by=world.anna, film=film, member=world.anna, half_stars=7)
        mark_film(by=world.anna, film=film, kind=Mark.WANTS)
        members.follow(by=fan, followed=world.anna)
        members.follow(by=world.anna, followed=fan)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(client, f"/@anna/{room}/".replace("//", "/"))
        return len(seen)

    fill(0)
    one = asked()
    fill(1)
    fill(2)
    assert asked() == one


def test_a_member_edits_what_they_say_of_themselves(world, log_in):
    client = log_in(world.anna)
    assert 'value="Anna"' in page(client, "/accounts/profile/")
    answer = client.post("/accounts/profile/", {"display_name": "Anna Blume", "about": "Sieht alles zweimal."})
    assert (answer.status_code, answer["Location"]) == (302, "/@anna/")
    assert "Anna Blume" in page(client, "/@anna/")


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("display_name", {"display_name": "", "about": "Bleibt."}),
        ("display_name", {"display_name": "Anonymer User", "about": "Bleibt."}),
        ("about", {"display_name": "Anna", "about": "Bleibt." + "x" * 1000}),
    ],
)
def test_what_cannot_stand_in_a_profile_brings_the_form_again_with_what_was_written(world, log_in, field, sent):
    answer = log_in(world.anna).post("/accounts/profile/", sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in html
    assert "Bleibt." in html
    assert Member.objects.get(pk=world.anna.pk).about == ""
