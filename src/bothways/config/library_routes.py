"""Who may open the routes that libraries bring. Ours declare it on the view; these have nowhere to."""

from __future__ import annotations

from bothways.core.access import PUBLIC, SIGNED_IN, Rule

_PUBLIC = (
    "account_login account_signup account_logout account_inactive account_email_verification_sent account_confirm_email"
    " account_confirm_login_code account_request_login_code account_reset_password account_reset_password_done"
    " account_reset_password_from_key account_reset_password_from_key_done account_set_password account_change_password"
    " socialaccount_login_cancelled socialaccount_login_error socialaccount_signup google_login google_callback"
    " google_login_by_token microsoft_login microsoft_callback mfa_authenticate mfa_login_webauthn mfa_trust"
    " mfa_signup_webauthn account_signup_by_passkey account_complete_login"
)
_SIGNED_IN = (
    "account_email account_reauthenticate socialaccount_connections mfa_index mfa_reauthenticate mfa_activate_totp"
    " mfa_deactivate_totp mfa_generate_recovery_codes mfa_view_recovery_codes mfa_download_recovery_codes"
    " mfa_list_webauthn mfa_add_webauthn mfa_reauthenticate_webauthn mfa_remove_webauthn mfa_edit_webauthn"
)

# nameless redirects to the routes above
_OLD_ADDRESSES = (
    "account/social/connections/ account/social/login/cancelled/"
    " account/social/login/error/ account/social/signup/"
)

RULES: dict[str, Rule] = {
    **{name: Rule(PUBLIC) for name in f"{_PUBLIC} {_OLD_ADDRESSES}".split()},
    **{name: Rule(SIGNED_IN) for name in _SIGNED_IN.split()},
}
