"""A small OpenID provider on loopback, that a real browser and the real product talk to over HTTP.

It is Google under ``/google/`` and Microsoft under ``/microsoft/``. What is special about the next answer, a test says
in `faults`; otherwise it does what the standard wants, and refuses what the standard wants refused.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, KEY_ID = "an-id", "a-secret", "key-1"


def certificate(key: rsa.RSAPrivateKey) -> str:
    """A certificate for this key, signed by itself, as PEM."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a provider in a test")])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + dt.timedelta(hours=1))
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def new_key() -> rsa.RSAPrivateKey:
    """A key of the kind that signs identities."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """Who is signed in there, what it was asked, and what it does wrong next."""

    who: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, Any] = field(default_factory=dict)  # claims to change; or "key", "alg", "state", "error"
    asked: list[dict[str, str]] = field(default_factory=list)  # what came to the page where people say yes
    exchanged: list[dict[str, str]] = field(default_factory=list)  # what came for a code
    key: rsa.RSAPrivateKey = field(default_factory=new_key)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    address: str = ""

    def settings(self) -> dict[str, Any]:
        """What the product's settings say of this provider: its application, at addresses on loopback."""
        here = f"{self.address}/google"
        google = {"authorize_url": f"{here}/authorize", "token_url": f"{here}/token", "certs_url": f"{here}/certs"}
        microsoft = {"tenant": "organizations", "login_url": f"{self.address}/microsoft", "graph_url": f"{here}"}
        app = {"client_id": CLIENT, "secret": SECRET, "key": ""}
        return {"google": {**app, "settings": google}, "microsoft": {**app, "settings": microsoft}}

    def say_yes(self, asked: dict[str, str]) -> str:
        """Where the browser goes back to, with a code or a refusal."""
        self.asked.append(asked)
        back = {"state": self.faults.get("state", asked["state"])}
        if "error" in self.faults:
            return f"{asked['redirect_uri']}?{urlencode({**back, 'error': self.faults['error']})}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({**back, 'code': code})}"

    def exchange(self, told: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Who it is, for a code that was given to this client, once, with the proof that it asked (PKCE)."""
        self.exchanged.append(told)
        asked = self.codes.pop(told.get("code", ""), None)
        if asked is None or (told.get("client_id"), told.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        proof = hashlib.sha256(told.get("code_verifier", "").encode()).digest()
        proven = base64.urlsafe_b64encode(proof).rstrip(b"=").decode() == asked.get("code_challenge")
        if not proven or told.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": 300}
        return 200, answer if self.faults.get("no_identity") else {**answer, "id_token": self.identity(asked)}

    def identity(self, asked: dict[str, str]) -> str:
        """The signed identity, with whatever is wrong about it."""
        now = int(time.time())
        claims = {"iss": "https://accounts.google.com", "aud": CLIENT, "iat": now, "exp": now + 300}
        claims |= {"nonce": asked.get("nonce", ""), **self.who}
        claims |= {name: value for name, value in self.faults.items() if name not in {"key", "alg", "kid"}}
        claims = {name: value for name, value in claims.items() if value is not None}
        alg = self.faults.get("alg", "RS256")
        key: Any = {"RS256": self.faults.get("key", self.key), "HS256": "s" * 32, "none": ""}[alg]
        return jwt.encode(claims, key, algorithm=alg, headers={"kid": self.faults.get("kid", KEY_ID)})


def serve(provider: Provider) -> ThreadingHTTPServer:
    """The provider on a free port of loopback, in a thread. Shut it down afterwards."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name is http.server's
            parts = urlsplit(self.path)
            told = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path.endswith("/authorize"):
                self._page(provider.say_yes(told))
            elif parts.path.endswith("/certs"):
                self._json(200, {KEY_ID: certificate(provider.key)})
            elif parts.path.endswith("/v1.0/me"):
                known = self.headers.get("Authorization", "").removeprefix("Bearer ") in provider.tokens
                self._json(200 if known else 401, provider.who if known else {"error": {"message": "no"}})
            else:
                self._json(404, {})

        def do_POST(self) -> None:  # the name is http.server's
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told = {name: values[0] for name, values in parse_qs(body).items()}
            self._json(*provider.exchange(told))

        def _page(self, back: str) -> None:
            body = f'<!doctype html><title>A provider</title><a id="yes" href="{back.replace("&", "&amp;")}">Yes</a>'
            self._answer(200, "text/html", body.encode())

        def _json(self, status: int, told: dict[str, Any]) -> None:
            self._answer(status, "application/json", json.dumps(told).encode())

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
