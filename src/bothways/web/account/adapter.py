"""Where django-allauth meets the rest: its mail goes through the outbox, and nobody signs up unasked."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from bothways.core import limits, outbox
from bothways.core.crypto import seal, unseal

CODES = {
    "account/email/login_code": "account.sign_in_code",
    "account/email/email_confirmation": "account.address_code",
    "account/email/email_confirmation_signup": "account.address_code",
}
UNKNOWN = {"account/email/unknown_account", "account/email/account_already_exists"}


def _changes() -> dict[str, str]:
    return {
        "mfa/email/totp_activated": _("An authenticator app was added to your account."),
        "mfa/email/totp_deactivated": _("The authenticator app was taken off your account."),
        "mfa/email/recovery_codes_generated": _("New recovery codes were made for your account."),
        "mfa/email/webauthn_added": _("A passkey was added to your account."),
        "mfa/email/webauthn_removed": _("A passkey was taken off your account."),
        "socialaccount/email/account_connected": _("Another way to sign in was added to your account."),
        "socialaccount/email/account_disconnected": _("A way to sign in was taken off your account."),
    }


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types for us
    """Signs people in; the account itself comes from an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a school invites."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """One outbox row, said in our words."""
        if template_prefix in CODES:
            minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
            outbox.put(CODES[template_prefix], to=email, context={"code": context["code"], "minutes": minutes})
        elif template_prefix in UNKNOWN:
            outbox.put("account.unknown_address", to=email, context={"email": email})
        else:
            when = formats.date_format(timezone.localtime(), "l j F, H:i")
            change = _changes().get(template_prefix, _("The way you sign in was changed."))
            link = settings.BASE_URL + reverse("mfa_index")
            outbox.put("account.sign_in_method", to=email, context={"change": change, "when": when, "link": link})

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that our own proxies vouch for, never one that the caller claims."""
        return limits.network_of(request).split("/")[0]


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types for us
    """Google and Microsoft sign in people who have an account here; they make none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: a school invites."""
        return False


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types for us
    """Authenticator secrets and recovery seeds stand encrypted."""

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""

        return seal(text, about="mfa.authenticator")

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""

        return unseal(encrypted_text, about="mfa.authenticator")
