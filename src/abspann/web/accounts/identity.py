"""Logins of another house (OpenID Connect), where the keeper set one up.

An identity is (issuer, subject) and nothing else: an e-mail address attaches nobody to anything. It logs in whoever
linked it while logged in, or signed up with it; an identity that nobody linked leads to signing up.
"""

from __future__ import annotations

import hashlib
import time
from typing import Any, ClassVar

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from abspann.core.actor import System
from abspann.members.commands import link_identity
from abspann.members.models import Login
from abspann.web import errors

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures that only the issuer can make: neither «none», nor one whose key we would share."""
PENDING_SECONDS = 900
CLOCKS_DIFFER = 60


def is_set_up() -> bool:
    """Tell whether the keeper named another house."""
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def provider_id() -> str:
    """Return the name under which this issuer's subjects are kept; another issuer's are others."""
    return "oidc-" + hashlib.sha256(settings.OIDC_ISSUER.encode()).hexdigest()[:16]


def link_pending(request: HttpRequest, login: Login) -> bool:
    """Link the identity with which somebody came to sign up, if they did so just now, to the login they made."""
    pending = request.session.pop("oidc_pending", None)
    if not pending or time.time() - pending["at"] > PENDING_SECONDS:
        return False
    link_identity(by=System("the door"), login=login, provider=pending["provider"], subject=pending["subject"])
    return True


class Client(OAuth2Client):  # type: ignore[misc]  # allauth has no types
    """Asks for a token that was made for this very attempt."""

    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: dict[str, str]) -> str:
        """Return where to go, with the nonce that the token must bring back."""
        return str(super().get_redirect_url(authorization_url, scope, extra_params | {"nonce": _nonce(self.state)}))


class Conversation(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """What is said between the two houses; stricter than allauth, which trusts the line and asks for no nonce."""

    client_class = Client

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the issuer says of itself; it must be the issuer whom the keeper named."""
        config: dict[str, Any] = super().openid_config
        if config.get("issuer") != settings.OIDC_ISSUER:
            raise OAuth2Error("Another issuer than the one that was named")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return the one address, under the house's own, to which people come back."""
        with override(settings.LANGUAGE_CODE):
            return settings.SITE_URL + reverse("openid_connect_callback")

    def complete_login(self, request: HttpRequest, app: SocialApp, token: object, **kwargs: Any) -> Any:
        """Return who it is: by the signed token alone."""
        claims = self._claims(app, str(kwargs["response"].get("id_token") or ""))
        if not constant_time_compare(str(claims.get("nonce", "")), _nonce(request.GET.get("state", ""))):
            raise OAuth2Error("The token was made for another attempt")
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def _claims(self, app: SocialApp, token: str) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                key=self._key(token),
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=settings.OIDC_ISSUER,
                leeway=CLOCKS_DIFFER,
                options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("The token does not hold") from error

    def _key(self, token: str) -> jwt.PyJWK:
        wanted = jwt.get_unverified_header(token).get("kid")
        with DefaultSocialAccountAdapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = [key for key in jwt.PyJWKSet.from_dict(answer.json()).keys if wanted in (None, key.key_id)]
        if len(keys) != 1:
            raise OAuth2Error("The token names no key of the issuer’s")
        return keys[0]


class Provider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    """The other house; nothing of what it tells about a person is kept but their subject."""

    oauth2_adapter_class = Conversation

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep nothing."""
        return {}


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Which other house there is, and what becomes of an identity."""

    error_messages: ClassVar[dict[str, Any]] = DefaultSocialAccountAdapter.error_messages | {
        "no_password": gettext_lazy("Set a password first: without it, and without this link, you could not come in."),
    }

    def list_apps(self, request: HttpRequest, provider: object = None, client_id: object = None) -> list[SocialApp]:
        """Return the one of the settings, or none."""
        if not is_set_up():
            return []
        app = SocialApp(
            provider="openid_connect",
            provider_id=provider_id(),
            name=settings.OIDC_NAME,
            client_id=settings.OIDC_CLIENT_ID,
            secret=settings.OIDC_CLIENT_SECRET,
            settings={"server_url": settings.OIDC_ISSUER.rstrip("/"), "oauth_pkce_enabled": True},
        )
        return [app]

    def get_provider(self, request: HttpRequest, provider: str, client_id: object = None) -> Provider:
        """Return the other house."""
        return Provider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Lead an identity that nobody linked to signing up; its address is proposed there, and proves nothing."""
        if sociallogin.is_existing or sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        if request.user.is_authenticated:
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_hub")))
        request.session["oidc_pending"] = {
            "provider": sociallogin.account.provider,
            "subject": sociallogin.account.uid,
            "email": sociallogin.user.email or "",
            "at": time.time(),
        }
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_signup")))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: object) -> str:
        """Lead back to the account."""
        return reverse("socialaccount_connections")

    def on_authentication_error(self, request: HttpRequest, provider: object, **kwargs: Any) -> None:
        """Say that it did not work, and nothing that an attacker could learn from."""
        sentence = _("%(name)s did not let you in, or the way took too long. Please try again.") % {
            "name": settings.OIDC_NAME
        }
        raise ImmediateHttpResponse(errors.page(request, 403, sentence=sentence))


def _nonce(state: str | None) -> str:
    """The state is random, bound to the session and good once; what is derived from it by our key is, too."""
    return salted_hmac("abspann.oidc.nonce", state or "", algorithm="sha256").hexdigest()
