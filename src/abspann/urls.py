"""Mounts the doors. German stands at /…, English at /en/…."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from abspann.web import errors
from abspann.web.pictures import files
from abspann.web.site import machines, pictures

urlpatterns = [
    path("healthz", machines.health, name="health"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap-index"),
    path("sitemap-<slug:section>.xml", machines.sitemap, name="sitemap"),
    path("site.webmanifest", machines.manifest, name="manifest"),
    path("favicon.ico", machines.favicon),
    path("source.tar.gz", machines.source, name="source"),
    path("poster/<slug:slug>.svg", pictures.poster, name="poster"),
    path("poster/<slug:slug>.png", pictures.share, name="share"),
    path("pictures/<slug:public_id>/<str:name>", files.show, name="picture"),
    *i18n_patterns(
        path("", include("abspann.web.pictures.urls")),
        path("", include("abspann.web.site.urls")),
        path("", include("abspann.web.browse.urls")),
        path("", include("abspann.web.reviews.urls")),
        path("", include("abspann.web.corrections.urls")),
        path("", include("abspann.web.doubts.urls")),
        path("", include("abspann.web.members.urls")),
        path("", include("abspann.web.moderation.urls")),
        path("", include("abspann.web.films.urls")),
        path("", include("abspann.web.people.urls")),
        path("", include("abspann.web.festivals.urls")),
        path("accounts/", include("abspann.web.accounts.urls")),
        path("accounts/", include("abspann.web.accounts.leaving_urls")),
        path("desk/", include("abspann.web.desk.urls")),
        prefix_default_language=False,
    ),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
