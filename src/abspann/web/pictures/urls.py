"""Addresses of this room."""

from django.urls import path, register_converter

from abspann.web.pictures import views


class Noun:
    """A film or a person: the two of which there are pictures."""

    regex = "film|person"

    def to_python(self, value: str) -> str:
        """Return it as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return it as it stands."""
        return value


register_converter(Noun, "noun")

app_name = "pictures"
urlpatterns = [
    path("<noun:noun>/<slug:slug>/pictures/", views.index, name="index"),
    path("<noun:noun>/<slug:slug>/pictures/add/", views.add, name="add"),
    path("<noun:noun>/<slug:slug>/pictures/<slug:public_id>/edit/", views.edit, name="edit"),
    path("<noun:noun>/<slug:slug>/pictures/<slug:public_id>/remove/", views.remove, name="remove"),
]
