"""Addresses for signing in and for one's own account.

The library's routes are named one by one: what we have no page for does not exist. Names that the
library looks up (account_signup, account_email …) lead to the page of ours that does their work.
"""

from __future__ import annotations

from allauth.account import views as library
from allauth.mfa.base import views as factor
from django.urls import include, path

from bothways.web import places
from bothways.web.account import demo, joining, own

urlpatterns = [
    path("", own.account, name="account"),
    path("place/", places.switch, name="switch_place"),
    path("demonstration/", demo.sign_in, name="demo_sign_in"),
    path("confirm/", own.confirm_it_is_you, name="confirm_it_is_you"),
    path("second-factor/", own.second_factor, name="second_factor"),
    path("sign-in/", library.request_login_code, name="account_login"),
    path("sign-in/code/", library.confirm_login_code, name="account_confirm_login_code"),
    path("sign-out/", library.logout, name="account_logout"),
    path("closed/", library.account_inactive, name="account_inactive"),
    path("joining/", joining.how_to_join, name="account_signup"),
    path("sign-in/", library.request_login_code, name="account_request_login_code"),
    path("sign-in/", library.request_login_code, name="account_reset_password"),
    path("sign-in/", library.request_login_code, name="account_email_verification_sent"),
    path("", own.account, name="account_email"),
    path("confirm/", own.confirm_it_is_you, name="account_reauthenticate"),
    path("security/", factor.index, name="mfa_index"),
    path("security/authenticate/", factor.authenticate, name="mfa_authenticate"),
    path("security/confirm/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("security/app/", include("allauth.mfa.totp.urls")),
    path("security/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
    path("security/passkeys/", include("allauth.mfa.webauthn.urls")),
    path("other/", include("allauth.socialaccount.urls")),
    path("", include("allauth.socialaccount.providers.google.urls")),
    path("", include("allauth.socialaccount.providers.microsoft.urls")),
]
