"""Signing in with Google, held to more than the library asks (OpenID Connect Core 1.0, 3.1.3.7).

Google's answer counts only if Google signed it, for us, for this very sign-in (its nonce belongs to our state), and
not too long ago. Its addresses are constants; ``settings`` of the application may name others, as a rehearsal does.
"""

from __future__ import annotations

from typing import Any

import jwt
from allauth.account.models import EmailAddress
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.google import views as library
from allauth.socialaccount.providers.google.provider import GoogleProvider as LibraryProvider
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from bothways.web.account.leaving import by_a_page

_OF_GOOGLE_ITSELF = ("@gmail.com", "@googlemail.com")


def nonce_of(state: str) -> str:
    """What Google has to repeat in the answer to this sign-in. Whoever knows the state alone cannot say it."""
    return salted_hmac("bothways.google.nonce", state, algorithm="sha256").hexdigest()


class _Client(OAuth2Client):  # type: ignore[misc]  # allauth has no types for us
    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: dict[str, str]) -> str:
        asked = {**extra_params, "nonce": nonce_of(str(self.state))}
        return str(super().get_redirect_url(authorization_url, scope, asked))


class GoogleAdapter(library.GoogleOAuth2Adapter):  # type: ignore[misc]  # allauth has no types for us
    """The way to Google and back."""

    client_class = _Client

    @property
    def authorize_url(self) -> str:
        """Where people say yes."""
        return self._address("authorize_url", library.AUTHORIZE_URL)

    @property
    def access_token_url(self) -> str:
        """Where the code of an answer is exchanged for who it is."""
        return self._address("token_url", library.ACCESS_TOKEN_URL)

    def _address(self, name: str, otherwise: str) -> str:
        return str(self.get_provider().app.settings.get(name, otherwise))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """The sign-in that Google's answer vouches for. OAuth2Error, which becomes a page, if it vouches for none."""
        told = self._vouched_for(app.client_id, kwargs["response"].get("id_token") or "")
        if not constant_time_compare(str(told.get("nonce", "")), nonce_of(request.GET.get("state", ""))):
            raise OAuth2Error("The answer belongs to another sign-in.")
        return self.get_provider().sociallogin_from_response(request, told)

    def _vouched_for(self, client: str, credential: str) -> dict[str, Any]:
        try:
            head = jwt.get_unverified_header(credential)
        except jwt.PyJWTError as problem:
            raise OAuth2Error("No identity came back.") from problem
        if head.get("alg") != "RS256" or not head.get("kid"):
            raise OAuth2Error("The identity is not signed as Google signs.")
        told: dict[str, Any] = jwtkit.verify_and_decode(
            credential=credential,
            keys_url=self._address("certs_url", library.CERTS_URL),
            issuer=self._address("issuer", library.ID_TOKEN_ISSUER),
            audience=client,
            lookup_kid=jwtkit.lookup_kid_pem_x509_certificate,
        )
        if not {"exp", "sub"} <= told.keys():
            raise OAuth2Error("The identity does not say whose it is, or until when.")
        return told


class GoogleProvider(LibraryProvider):  # type: ignore[misc]  # allauth has no types for us
    """What we take from Google: an identifier, and the address where Google answers for it."""

    oauth2_adapter_class = GoogleAdapter

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Verified only where Google runs the mailbox: its own, and those of a Workspace, which `hd` names."""
        address = str(data.get("email") or "")
        runs_it = bool(data.get("hd")) or address.lower().endswith(_OF_GOOGLE_ITSELF)
        verified = data.get("email_verified") is True and runs_it
        return [EmailAddress(email=address, verified=verified, primary=True)] if address else []

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing of what else Google says is kept."""
        return {}


oauth2_login = by_a_page(OAuth2LoginView.adapter_view(GoogleAdapter), "Google")
oauth2_callback = OAuth2CallbackView.adapter_view(GoogleAdapter)
