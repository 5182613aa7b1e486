"""Addresses of logging in and out."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from abspann.web.accounts.views import LogIn

urlpatterns = [
    path("signup/", include("abspann.web.accounts.signup_urls")),
    path("", include("abspann.web.accounts.joining_urls")),
    path("login/", LogIn.as_view(), name="account_login"),
    path("logout/", LogoutView.as_view(http_method_names=["post", "options"]), name="account_logout"),
]
