"""Who may open the routes that libraries bring. Ours declare it on the view; these have nowhere to."""

from __future__ import annotations

from bothways.core.access import PUBLIC, SIGNED_IN, Rule

_PUBLIC = (
    "account_login account_inactive account_confirm_login_code account_request_login_code"
    " account_reset_password account_email_verification_sent"
    " socialaccount_login_cancelled socialaccount_login_error socialaccount_signup"
    " google_login google_callback microsoft_login microsoft_callback"
    " mfa_authenticate mfa_login_webauthn"
)
_SIGNED_IN = "mfa_index mfa_reauthenticate mfa_list_webauthn mfa_reauthenticate_webauthn"
# What changes how somebody signs in, or shows what signs them in, asks for a fresh proof first (ASVS 7.5.1).
_FRESH = (
    "socialaccount_connections mfa_activate_totp mfa_generate_recovery_codes mfa_view_recovery_codes"
    " mfa_download_recovery_codes mfa_add_webauthn mfa_edit_webauthn"
)

RULES: dict[str, Rule] = {
    **{name: Rule(PUBLIC) for name in _PUBLIC.split()},
    **{name: Rule(SIGNED_IN) for name in _SIGNED_IN.split()},
    **{name: Rule(SIGNED_IN, sudo=True) for name in _FRESH.split()},
}
