"""The library's forms of signing in, in our words. Each keeps the library's check and changes what is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.core import limits
from bothways.core.errors import TooMany

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_PASSKEY_FAILED = gettext_lazy("The passkey was not saved. Nothing was changed. Press ‘Add it’ to try again.")


def _code_field(label: StrOrPromise, missing: StrOrPromise, *, digits: bool = False) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "characters"}
    attrs |= {"inputmode": "numeric"} if digits else {}
    widget = forms.TextInput(attrs={**attrs, "class": "govuk-input--width-10"})
    return forms.CharField(label=label, max_length=32, widget=widget, error_messages={"required": missing})


class SignInForm(RequestLoginCodeForm):  # type: ignore[misc]  # allauth has no types for us
    """Asks for a code. Every try counts, for the network first and then for the address."""

    _user: Any
    email = forms.EmailField(
        label=gettext_lazy("Your work e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username webauthn", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Enter your work e-mail address."),
            "invalid": gettext_lazy("Enter an e-mail address in the usual form, like name@school.sch.uk."),
        },
    )

    def clean_email(self) -> str:
        """The address as typed. Raises TooMany, for known and unknown addresses alike."""
        limits.draw(limits.SIGN_IN_NETWORK, limits.network_of(context.request))
        limits.draw(limits.SIGN_IN_ACCOUNT, self.cleaned_data["email"].lower())
        try:
            found: str = super().clean_email()
        except ValidationError as problem:
            raise TooMany(_("Too many tries. Try again in about 1 minute."), retry_after=60) from problem
        if self._user is not None:  # an unknown address is looked up a second time: so is a known one
            self._user = type(self._user)._default_manager.filter(pk=self._user.pk).first()
        return found


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth has no types for us
    """The code from the e-mail."""

    code = _code_field(gettext_lazy("The code"), gettext_lazy("Enter the code from the e-mail."))


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no types for us
    """The second step of signing in."""

    code = _code_field(
        gettext_lazy("The code from your app, or a recovery code"),
        gettext_lazy("Enter the six digits that your app shows, or a recovery code."),
        digits=True,
    )


class StillYouForm(ReauthenticateForm):  # type: ignore[misc]  # allauth has no types for us
    """Proving it once more, while signed in."""

    code = _code_field(
        gettext_lazy("The code from your app, or a recovery code"),
        gettext_lazy("Enter the six digits that your app shows, or a recovery code."),
        digits=True,
    )


class AppForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types for us
    """Proves that the app took the secret in."""

    code = _code_field(
        gettext_lazy("The six digits that the app shows"),
        gettext_lazy("Enter the six digits that the app shows."),
        digits=True,
    )


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types for us
    """A passkey can always sign in by itself, so the library's question about that is answered for the person."""

    name = forms.CharField(label=gettext_lazy("A name for it"), max_length=60, required=False)
    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.CheckboxInput(attrs={"hidden": True}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages["required"] = _PASSKEY_FAILED
        self.fields["credential"].error_messages["invalid"] = _PASSKEY_FAILED


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types for us
    """A passkey's name."""

    name = forms.CharField(
        label=gettext_lazy("A name for it"),
        max_length=60,
        error_messages={"required": gettext_lazy("Enter a name, such as ‘school laptop’.")},
    )
