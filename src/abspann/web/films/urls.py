"""Addresses of films."""

from django.urls import path

from abspann.web.films import acts, views

app_name = "films"
urlpatterns = [
    path("film/<slug:slug>/", views.show, name="show"),
    path("film/<slug:slug>/rating/", acts.rate, name="rate"),
    path("film/<slug:slug>/mark/", acts.mark, name="mark"),
    path("film/<slug:slug>/reviews/<slug:public_id>/helpful/", acts.judge, name="judge"),
    path("film/<slug:slug>/reviews/", views.reviews, name="reviews"),
    path("film/<slug:slug>/reviews/<slug:public_id>/", views.review, name="review"),
    path("film/<slug:slug>/critique/", views.critique, name="critique"),
    path("film/<slug:slug>/cast/", views.cast, name="cast"),
]
