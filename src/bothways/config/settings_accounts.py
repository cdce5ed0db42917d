"""How people sign in (django-allauth). docs/adr/0004 says why there are no passwords."""

from __future__ import annotations

from typing import Any

from environs import Env

_env = Env()

ACCOUNT_ADAPTER = "bothways.web.account.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "bothways.web.account.adapter.SocialAdapter"
MFA_ADAPTER = "bothways.web.account.adapter.SecondFactorAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "bothways.web.account.forms.SignInForm",
    "confirm_login_code": "bothways.web.account.forms.CodeForm",
}
MFA_FORMS = {
    "authenticate": "bothways.web.account.forms.SecondFactorForm",
    "reauthenticate": "bothways.web.account.forms.StillYouForm",
    "activate_totp": "bothways.web.account.forms.AppForm",
    "add_webauthn": "bothways.web.account.forms.PasskeyForm",
    "edit_webauthn": "bothways.web.account.forms.PasskeyNameForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_USER_DISPLAY = str
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Both Ways"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False


_PROVIDERS = "bothways.web.account"


def _provider(name: str, extra: dict[str, Any]) -> dict[str, Any]:
    client, secret = _env.str(f"BOTHWAYS_{name}_CLIENT", ""), _env.str(f"BOTHWAYS_{name}_SECRET", "")
    app = {"client_id": client, "secret": secret, "key": "", "settings": extra.pop("settings", {})}
    return {"APPS": [app] if client else [], "OAUTH_PKCE_ENABLED": True, "VERIFIED_EMAIL": False, **extra}


# Whether an address counts as verified is for the classes named here to say, one answer at a time.
_GOOGLE = {"provider_class": f"{_PROVIDERS}.google.GoogleProvider", "SCOPE": ["openid", "email"]}
_MICROSOFT = {
    "provider_class": f"{_PROVIDERS}.microsoft.MicrosoftProvider",
    "settings": {"tenant": "organizations"},
}
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "google": _provider("GOOGLE", _GOOGLE),
    "microsoft": _provider("MICROSOFT", _MICROSOFT),
}
