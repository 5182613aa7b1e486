"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from abspann.members.models import Login, Member
from abspann.members.queries import holds, may, member_of, registration
from abspann.members.rights import Act
from abspann.members.rules import Registration, RoleName
from abspann.version import __version__
from abspann.web.errors import language_of


def house(request: HttpRequest) -> dict[str, Any]:
    """The house's name, who is here, and the page's address in each language."""
    path = request.path_info
    german = path.removeprefix("/en") or "/" if language_of(request) == "en" else path
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "is_demo": settings.DEMO,
        "can_sign_up": registration() is not Registration.CLOSED,
        "version": __version__,
        "language": get_language() or "de",
        "path_de": german,
        "path_en": f"/en{german}",
        "canonical": settings.SITE_URL + path,
        "member": SimpleLazyObject(lambda: viewer(request)),
        "identity": settings.OIDC_NAME if settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID else "",
        "may_edit": SimpleLazyObject(lambda: is_critic(request)),
        "may_moderate": SimpleLazyObject(lambda: may(viewer(request), Act.MODERATE)),
        "may_add_pictures": SimpleLazyObject(lambda: may(viewer(request), Act.UPLOAD_PICTURE)),
        "may_invite": SimpleLazyObject(lambda: may(viewer(request), Act.INVITE)),
    }


def viewer(request: HttpRequest) -> Member | None:
    """Return the member who asks, None for a visitor; read once per request."""
    if not hasattr(request, "_member"):
        login = getattr(request, "user", None)
        known = isinstance(login, Login) or (login is not None and login.is_authenticated)
        request._member = member_of(login) if known and login else None  # type: ignore[attr-defined]  # ours
    return request._member  # type: ignore[attr-defined,no-any-return]  # ours


def is_critic(request: HttpRequest) -> bool:
    """Tell whether who asks may use the desk."""
    return holds(viewer(request), RoleName.CRITIC)
