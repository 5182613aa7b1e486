"""Addresses of festivals."""

from django.urls import path, re_path

from abspann.web.festivals import views

app_name = "festivals"
urlpatterns = [
    path("festivals/", views.index, name="index"),
    re_path(r"^festivals/(?P<year>[0-9]{4})/$", views.year, name="year"),
    path("festival/<slug:slug>/", views.show, name="show"),
    path("festival/<slug:slug>/<int:year>/", views.edition, name="edition"),
]
