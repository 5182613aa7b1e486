"""Addresses of festivals."""

from django.urls import path

from abspann.web.festivals import views

app_name = "festivals"
urlpatterns = [
    path("festivals/", views.index, name="index"),
    path("festivals/<int:year>/", views.year, name="year"),
    path("festival/<slug:slug>/", views.show, name="show"),
    path("festival/<slug:slug>/<int:year>/", views.edition, name="edition"),
]
