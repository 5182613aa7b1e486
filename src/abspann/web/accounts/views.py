"""Logging in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from abspann.web.accounts import throttle
from abspann.web.accounts.leaving import after_login
from abspann.web.context import viewer


class LogInForm(AuthenticationForm):
    """E-mail address and password; says the same of an unknown address as of a wrong password."""

    error_messages = {
        "invalid_login": _("This address and this password do not belong together."),
        "inactive": _("This address and this password do not belong together."),
    }


class LogIn(LoginView):
    """Log in. After ten failures within five minutes an address, and where they came from, must wait."""

    template_name = "accounts/login.html"
    form_class = LogInForm
    redirect_authenticated_user = True

    def get_success_url(self) -> str:
        """Lead whoever is leaving to where they can come back."""
        return after_login(viewer(self.request)) or super().get_success_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Call the site what the house calls it; Django's view would take the name from the request."""
        return {**super().get_context_data(**kwargs), "site_name": settings.SITE_NAME}

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Note the failure."""
        throttle.note(self.request)
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def post(self, *args: object, **kwargs: object) -> HttpResponse:
        """Ask to wait after too many failures, whether this password is right or not."""
        if throttle.must_wait(self.request):
            form = self.get_form_class()(self.request)
            context = self.get_context_data(form=form, sentence=_("Too many attempts. Please wait five minutes."))
            response = self.render_to_response(context, status=429)
            response.headers["Retry-After"] = str(throttle.WINDOW)
            return response
        return super().post(self.request, *args, **kwargs)
