"""Addresses of lists of films."""

from django.urls import path

from abspann.web.browse import releases, views

app_name = "browse"
urlpatterns = [
    path("genre/<slug:code>/", views.genre, name="genre"),
    path("country/<slug:code>/", views.country, name="country"),
    path("decade/<slug:year>/", views.decade, name="decade"),
    path("company/<slug:slug>/", views.company, name="company"),
    path("series/<slug:slug>/", views.series, name="series"),
    path("releases/", releases.current, name="releases"),
    path("releases/<slug:week>/", releases.week, name="week"),
]
