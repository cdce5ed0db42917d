"""Addresses for signing in and for one's own account.

The library's routes are named one by one: what we have no page for does not exist. Names that the
library looks up (account_signup, account_email …) lead to the page of ours that does their work.
"""

from __future__ import annotations

from allauth.account import views as library
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from allauth.socialaccount import views as social
from django.urls import path

from bothways.web import places
from bothways.web.account import demo, google, joining, microsoft, own

urlpatterns = [
    path("", own.account, name="account"),
    path("place/", places.switch, name="switch_place"),
    path("demonstration/", demo.sign_in, name="demo_sign_in"),
    path("confirm/", own.confirm_it_is_you, name="confirm_it_is_you"),
    path("second-factor/", own.second_factor, name="second_factor"),
    path("sign-in/", library.request_login_code, name="account_login"),
    path("sign-in/code/", library.confirm_login_code, name="account_confirm_login_code"),
    path("sign-out/", own.sign_out, name="account_logout"),
    path("sign-out/everywhere/", own.sign_out_everywhere, name="sign_out_everywhere"),
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
    path("security/app/activate/", app.activate_totp, name="mfa_activate_totp"),
    path("security/app/deactivate/", own.take_app_off, name="mfa_deactivate_totp"),
    path("security/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("security/recovery-codes/generate/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("security/recovery-codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("security/passkeys/", passkey.list_webauthn, name="mfa_list_webauthn"),
    path("security/passkeys/add/", passkey.add_webauthn, name="mfa_add_webauthn"),
    path("security/passkeys/confirm/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("security/passkeys/sign-in/", passkey.login_webauthn, name="mfa_login_webauthn"),
    path("security/passkeys/<int:pk>/remove/", own.take_passkey_off, name="mfa_remove_webauthn"),
    path("security/passkeys/<int:pk>/edit/", passkey.edit_webauthn, name="mfa_edit_webauthn"),
    path("other/", social.connections, name="socialaccount_connections"),
    path("other/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("other/error/", social.login_error, name="socialaccount_login_error"),
    path("other/unknown/", social.signup, name="socialaccount_signup"),
    path("google/login/", google.oauth2_login, name="google_login"),
    path("google/login/callback/", google.oauth2_callback, name="google_callback"),
    path("microsoft/login/", microsoft.oauth2_login, name="microsoft_login"),
    path("microsoft/login/callback/", microsoft.oauth2_callback, name="microsoft_callback"),
]
