"""Addresses of people."""

from django.urls import path

from abspann.web.people import views

app_name = "people"
urlpatterns = [
    path("people/", views.index, name="index"),
    path("people/<slug:letter>/", views.letter, name="letter"),
    path("person/<slug:slug>/", views.show, name="show"),
    path("person/<slug:slug>/<slug:job>/", views.job, name="job"),
]
