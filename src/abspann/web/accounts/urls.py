"""Addresses of the account, by the names that allauth gives them; its sign-up is not among them."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path

from abspann.web.accounts import identity_views, views
from abspann.web.accounts.views import lent

POST = ("POST",)
READ = ("GET", "HEAD")

urlpatterns = [
    path("", views.hub, name="account_hub"),
    path("login/", lent(account.login, "account_login", inside=False), name="account_login"),
    path("logout/", lent(views.LogOut.as_view(), "account_logout", methods=POST, inside=False), name="account_logout"),
    path("signup/", include("abspann.web.accounts.signup_urls")),
    path("", include("abspann.web.accounts.joining_urls")),
    path("reauthenticate/", lent(account.reauthenticate, "account_reauthenticate"), name="account_reauthenticate"),
    path("email/", lent(account.email, "account_email"), name="account_email"),
    path(
        "confirm-email/",
        lent(account.email_verification_sent, "account_email_verification_sent"),
        name="account_email_verification_sent",
    ),
    path("password/change/", lent(account.password_change, "account_change_password"), name="account_change_password"),
    path("password/set/", lent(account.password_set, "account_set_password"), name="account_set_password"),
    path(
        "password/reset/",
        lent(account.password_reset, "account_reset_password", inside=False),
        name="account_reset_password",
    ),
    path(
        "password/reset/done/",
        lent(account.password_reset_done, "account_reset_password_done", methods=READ, inside=False),
        name="account_reset_password_done",
    ),
    path(
        "password/reset/key/<str:uidb36>-<path:key>/",
        lent(account.password_reset_from_key, "account_reset_password_from_key", inside=False),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        lent(account.password_reset_from_key_done, "", methods=READ, inside=False),
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", lent(second_factor.index, "mfa_index", methods=READ), name="mfa_index"),
    path(
        "2fa/authenticate/",
        lent(second_factor.authenticate, "mfa_authenticate", inside=False),
        name="mfa_authenticate",
    ),
    path("2fa/reauthenticate/", lent(second_factor.reauthenticate, "mfa_reauthenticate"), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", lent(views.ActivateApp.as_view(), "mfa_activate_totp"), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", lent(app.deactivate_totp, "mfa_deactivate_totp"), name="mfa_deactivate_totp"),
    path(
        "2fa/recovery-codes/",
        lent(recovery.view_recovery_codes, "mfa_view_recovery_codes", methods=READ),
        name="mfa_view_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/generate/",
        lent(recovery.generate_recovery_codes, "mfa_generate_recovery_codes"),
        name="mfa_generate_recovery_codes",
    ),
    path("2fa/webauthn/", lent(passkeys.list_webauthn, "mfa_list_webauthn", methods=READ), name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", lent(views.AddPasskey.as_view(), "mfa_add_webauthn"), name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/",
        lent(views.ProveByPasskey.as_view(), "mfa_reauthenticate_webauthn"),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "2fa/webauthn/login/",
        lent(passkeys.login_webauthn, "mfa_login_webauthn", inside=False),
        name="mfa_login_webauthn",
    ),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/",
        lent(passkeys.remove_webauthn, "mfa_remove_webauthn"),
        name="mfa_remove_webauthn",
    ),
    path(
        "2fa/webauthn/keys/<int:pk>/edit/", lent(passkeys.edit_webauthn, "mfa_edit_webauthn"), name="mfa_edit_webauthn"
    ),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("oidc/", identity_views.links, name="socialaccount_connections"),
    path(
        "oidc/login/",
        lent(identity_views.login, "openid_connect_login", methods=POST, inside=False),
        name="openid_connect_login",
    ),
    path("oidc/callback/", identity_views.callback, name="openid_connect_callback"),
]
