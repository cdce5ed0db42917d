"""Where django-allauth meets the rest: its mail goes through the outbox, and nobody signs up unasked."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as library_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.core import audit, limits, outbox
from bothways.core.access import signed_in_lately
from bothways.core.crypto import seal, unseal
from bothways.core.errors import NotFound
from bothways.schools.actions import self_care

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


_WRONG_CODE = gettext_lazy("That code is not right. Check it and type it again.")
_WAIT = gettext_lazy("Too many wrong codes. Wait five minutes, then try again.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types for us
    """Signs people in; the account itself comes from an invitation."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _WRONG_CODE,
        "too_many_login_attempts": gettext_lazy("Too many wrong codes. Ask for a new code, or wait five minutes."),
        "rate_limited": _WAIT,
    }

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Changing how one signs in asks for the same fresh proof as our own pages do."""
        return not signed_in_lately(library_context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways of proving it again, in our words."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**way, "description": _reauthentication_words(way["id"])} for way in ways]

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

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """A way to sign in came or went: on record, told to the address on file, and the end of every other session."""
        audit.record(by=user, verb="way to sign in changed", change=template_prefix.rsplit("/", 1)[-1])
        super().send_notification_mail(template_prefix, user, *args, **kwargs)
        if template_prefix in _changes():
            _keep_only_this_session(library_context.request, user)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that our own proxies vouch for, never one that the caller claims."""
        return limits.network_of(request).split("/")[0]


def _keep_only_this_session(request: HttpRequest, person: Any) -> None:
    """Whoever sits at another browser by an old proof has to prove it anew (ASVS 7.4.3)."""
    update_session_auth_hash(request, self_care.end_other_sessions(by=person))
    messages.info(request, _("You stay signed in here. Everywhere else you are signed out."))


def _reauthentication_words(method: str) -> str:
    return _("Use a passkey") if "webauthn" in method else _("Use the authenticator app or a recovery code")


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types for us
    """Google and Microsoft sign in people who have an account here; they make none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: a school invites."""
        return False

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """The application that the settings name. NotFound where they name none: then the way does not exist."""
        if not self.list_apps(request, provider=provider, client_id=client_id):
            raise NotFound
        return super().get_app(request, provider=provider, client_id=client_id)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types for us
    """Authenticator secrets and recovery seeds stand encrypted."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _WRONG_CODE,
        "unverified_email": gettext_lazy("Sign in once by a code to your e-mail first."),
        "cannot_generate_recovery_codes": gettext_lazy("Set up a passkey or an authenticator app first."),
    }

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - the library's word
        """What a new passkey is called until its owner says better."""
        return _("My passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Who the browser says is asking: the name of the product, at the host of this request."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Both Ways"}

    def _get_site_name(self) -> str:
        return "Both Ways"

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""

        return seal(text, about="mfa.authenticator")

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""

        return unseal(encrypted_text, about="mfa.authenticator")
