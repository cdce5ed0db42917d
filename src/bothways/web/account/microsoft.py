"""Signing in with Microsoft's work and school accounts.

Microsoft says who somebody is, and vouches for no address: a tenant's administrator can type any. So nobody is found
by address. Whoever wants this way signs in by code once and connects it on the page of their account.
"""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.providers.microsoft.provider import MicrosoftGraphProvider as LibraryProvider
from allauth.socialaccount.providers.microsoft.views import MicrosoftGraphOAuth2Adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView

from bothways.web.account.leaving import by_a_page


class MicrosoftAdapter(MicrosoftGraphOAuth2Adapter):  # type: ignore[misc]  # allauth has no types for us
    """The way to Microsoft and back. No more is asked than who it is."""

    profile_url_params = {"$select": "id"}  # noqa: RUF012 - the library's own shape


class MicrosoftProvider(LibraryProvider):  # type: ignore[misc]  # allauth has no types for us
    """What we take from Microsoft: an identifier."""

    oauth2_adapter_class = MicrosoftAdapter

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """No name and no address, even if they came along."""
        return {}

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing of what else Microsoft says is kept."""
        return {}


oauth2_login = by_a_page(OAuth2LoginView.adapter_view(MicrosoftAdapter), "Microsoft")
oauth2_callback = OAuth2CallbackView.adapter_view(MicrosoftAdapter)
