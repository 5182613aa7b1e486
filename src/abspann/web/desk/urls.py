"""Addresses of the desk."""

from django.urls import path

from abspann.web.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("read/", views.read, name="read"),
    path("page/<slug:public_id>/", views.page, name="page"),
    path("page/<slug:public_id>/discard/", views.discard, name="discard"),
]
