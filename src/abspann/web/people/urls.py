"""Addresses of people."""

from django.urls import path, re_path

from abspann.web.people import views

app_name = "people"
urlpatterns = [
    path("people/", views.index, name="index"),
    re_path(r"^people/(?P<letter>[a-z]|0)/$", views.letter, name="letter"),
    path("person/<slug:slug>/", views.show, name="show"),
    path("person/<slug:slug>/<slug:job>/", views.job, name="job"),
]
