"""Addresses of correcting: the forms, the history, the proposals."""

from django.urls import path

from abspann.web.corrections import proposals, views

app_name = "corrections"
urlpatterns = [
    path("films/new/", views.new_film, name="new"),
    path("film/<slug:slug>/edit/", views.edit_film, name="edit_film"),
    path("person/<slug:slug>/edit/", views.edit_person, name="edit_person"),
    path("film/<slug:slug>/history/", views.film_history, name="film_history"),
    path("film/<slug:slug>/take/", views.take_word, name="take_word"),
    path("person/<slug:slug>/history/", views.person_history, name="person_history"),
    path("history/<slug:public_id>/undo/", views.undo, name="undo"),
    path("proposals/", proposals.mine, name="mine"),
    path("proposals/<slug:public_id>/withdraw/", proposals.withdraw, name="withdraw"),
    path("desk/proposals/", proposals.queue, name="queue"),
    path("desk/proposals/<slug:public_id>/", proposals.decide, name="proposal"),
]
