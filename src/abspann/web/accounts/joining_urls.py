"""Addresses of those who let people in."""

from django.urls import path

from abspann.web.accounts import joining

urlpatterns = [
    path("invitations/", joining.invitations, name="account_invitations"),
    path("invitations/<slug:public_id>/withdraw/", joining.withdraw, name="account_invitation_withdraw"),
    path("applications/", joining.applications, name="account_applications"),
    path("applications/<slug:public_id>/", joining.decide, name="account_application"),
]
