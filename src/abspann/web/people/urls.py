"""Addresses of people."""

from django.urls import path

from abspann.web.people import views

app_name = "people"
urlpatterns = [path("person/<slug:slug>/", views.show, name="show")]
