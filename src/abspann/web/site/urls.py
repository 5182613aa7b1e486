"""Addresses of the front page, of lists and of search."""

from django.urls import path

from abspann.web.browse import views as browsing
from abspann.web.site import finding, mail, views
from abspann.web.site.feeds import NewReviews

app_name = "site"
urlpatterns = [
    path("", views.front, name="front"),
    path("films/", browsing.films, name="browse"),
    path("search/", finding.search, name="search"),
    path("search/suggestions/", finding.suggest, name="suggest"),
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/feed.atom", NewReviews(), name="feed"),
    path("demo/mail/", mail.letters, name="demo-mail"),
    path("critiques/", views.critiques, name="critiques"),
]
