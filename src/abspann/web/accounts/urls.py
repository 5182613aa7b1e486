"""Addresses of logging in and out."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from abspann.web.accounts.views import LogIn

app_name = "accounts"
urlpatterns = [
    path("login/", LogIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(http_method_names=["post", "options"]), name="logout"),
]
