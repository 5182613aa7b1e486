"""Addresses of leaving, and of taking one's data along."""

from django.urls import path

from abspann.web.accounts import leaving

urlpatterns = [
    path("leave/", leaving.leave, name="account_leave"),
    path("leave/return/", leaving.come_back, name="account_return"),
    path("export/", leaving.export, name="account_export"),
    path("data/", leaving.data, name="account_data"),
]
