"""Addresses of this room."""

from django.urls import path

from abspann.web.reviews import views

app_name = "reviews"
urlpatterns = [
    path("film/<slug:slug>/reviews/write/", views.write, name="write"),
    path("film/<slug:slug>/reviews/<slug:public_id>/edit/", views.edit, name="edit"),
    path("film/<slug:slug>/reviews/<slug:public_id>/withdraw/", views.withdraw, name="withdraw"),
    path("film/<slug:slug>/reviews/<slug:public_id>/restore/", views.restore, name="restore"),
    path("film/<slug:slug>/reviews/<slug:public_id>/versions/", views.versions, name="versions"),
    path("drafts/", views.drafts, name="drafts"),
    path("drafts/<slug:public_id>/discard/", views.discard, name="discard"),
]
