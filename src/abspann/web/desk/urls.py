"""Addresses of the desk."""

from django.urls import path

from abspann.web.desk import views
from abspann.web.imports import views as imports

app_name = "desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("read/", views.read, name="read"),
    path("imports/", imports.index, name="imports"),
    path("imports/<int:number>/", imports.one, name="import"),
    path("imports/rank/", imports.rank, name="rank_source"),
    path("page/<slug:public_id>/", views.page, name="page"),
    path("page/<slug:public_id>/discard/", views.discard, name="discard"),
]
