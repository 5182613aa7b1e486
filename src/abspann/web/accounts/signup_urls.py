"""Addresses of signing up."""

from django.urls import path

from abspann.web.accounts import signup

urlpatterns = [
    path("", signup.begin, name="account_signup"),
    path("confirm/", signup.confirm, name="account_signup_confirm"),
    path("again/", signup.again, name="account_signup_again"),
    path("first/<str:token>/", signup.first_login, name="account_first_login"),
    path("waiting/", signup.waiting, name="account_signup_waiting"),
]
