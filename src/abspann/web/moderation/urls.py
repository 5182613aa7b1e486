"""Addresses of this room."""

from django.urls import path

from abspann.web.moderation import views
from abspann.web.moderation.decisions import answer, decision, decision_by_link
from abspann.web.moderation.reporting import receipt, report

app_name = "moderation"
urlpatterns = [
    path("report/", report, name="report"),
    path("report/<slug:secret>/", receipt, name="receipt"),
    path("decisions/<slug:public_id>/", decision, name="decision"),
    path("decisions/<slug:public_id>/answer/", answer, name="answer"),
    path("decisions/<slug:public_id>/<slug:secret>/", decision_by_link, name="decision-by-link"),
    path("moderation/", views.queue, name="queue"),
    path("moderation/decisions/", views.decisions, name="decisions"),
    path("moderation/audit/", views.audit, name="audit"),
    path("moderation/reports/<slug:public_id>/reporter/", views.reporter, name="reporter"),
    path("moderation/<slug:kind>/<slug:ref>/", views.case, name="case"),
    path("moderation/<slug:kind>/<slug:ref>/<slug:act>/", views.decide, name="decide"),
]
