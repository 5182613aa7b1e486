"""Addresses of profiles, and of following."""

from django.urls import path

from abspann.web.members import views

app_name = "members"
urlpatterns = [
    path("@<slug:handle>/", views.show, name="show"),
    path("@<slug:handle>/reviews/", views.reviews, name="reviews"),
    path("@<slug:handle>/ratings/", views.ratings, name="ratings"),
    path("@<slug:handle>/watchlist/", views.watchlist, name="watchlist"),
    path("@<slug:handle>/followers/", views.followers, name="followers"),
    path("@<slug:handle>/following/", views.following, name="following"),
    path("members/<slug:public_id>/follow/", views.follow, name="follow"),
    path("accounts/profile/", views.edit, name="edit"),
]
