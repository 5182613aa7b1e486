"""Addresses of lists of films."""

from django.urls import path, re_path

from abspann.web.browse import releases, views

app_name = "browse"
urlpatterns = [
    path("genre/<slug:code>/", views.genre, name="genre"),
    path("country/<slug:code>/", views.country, name="country"),
    re_path(r"^decade/(?P<year>[0-9]{3}0)/$", views.decade, name="decade"),
    path("company/<slug:slug>/", views.company, name="company"),
    path("series/<slug:slug>/", views.series, name="series"),
    path("releases/", releases.current, name="releases"),
    re_path(r"^releases/(?P<year>[0-9]{4})-W(?P<number>[0-9]{2})/$", releases.week, name="week"),
]
