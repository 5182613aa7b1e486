"""Addresses of doubts and merges."""

from django.urls import path

from abspann.web.doubts import many, merges, splits, views

app_name = "doubts"
urlpatterns = [
    path("desk/doubts/", views.queue, name="queue"),
    path("desk/doubts/<int:pk>/", views.doubt, name="doubt"),
    path("desk/doubts/many/", many.decide, name="many"),
    path("desk/doubts/many/<slug:public_id>/", many.verdict, name="verdict"),
    path("desk/doubts/many/<slug:public_id>/undo/", many.undo, name="undo_verdict"),
    path("film/<slug:slug>/merge/", merges.find_film, name="find_film"),
    path("film/<slug:slug>/merge/<slug:other>/", merges.merge_film, name="merge_film"),
    path("film/<slug:slug>/split/", splits.split, name="split"),
    path("person/<slug:slug>/merge/", merges.find_person, name="find_person"),
    path("person/<slug:slug>/merge/<slug:other>/", merges.merge_person, name="merge_person"),
    path("merges/<slug:public_id>/", merges.merged, name="merged"),
    path("merges/<slug:public_id>/undo/", merges.undo, name="undo"),
]
