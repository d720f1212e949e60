"""An authorization server by Authlib: token, revocation (RFC 7009), introspection (RFC 7662), metadata (RFC 8414).

Prints one line of JSON when it is ready: {"port", "client_id", "client_secret", "tokens": {mail: refresh token}}, and
ends with its standard input. The tokens were issued by its own token endpoint.
"""

import json
import os
import sys
import threading
import time
from wsgiref.simple_server import WSGIRequestHandler, make_server

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, TokenMixin, grants
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from flask import Flask, jsonify, request

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # loopback alone, without TLS

CLIENT_ID, CLIENT_SECRET = "demonstration-client", "s3cret-of-the-demonstration-client"
PEOPLE = {"ada@example.com": "pw-ada", "bela@example.com": "pw-bela"}
METHOD = sys.argv[1]


class Client(ClientMixin):
    def get_client_id(self):
        return CLIENT_ID

    def get_default_redirect_uri(self):
        return None

    def get_allowed_scope(self, scope):
        return scope or ""

    def check_redirect_uri(self, redirect_uri):
        return False

    def check_client_secret(self, client_secret):
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method, endpoint):
        return method == METHOD

    def check_response_type(self, response_type):
        return False

    def check_grant_type(self, grant_type):
        return grant_type == "password"


class Token(TokenMixin):
    def __init__(self, fields, user):
        self.fields, self.user, self.revoked, self.issued = fields, user, False, time.time()

    def check_client(self, client):
        return True

    def get_scope(self):
        return self.fields.get("scope", "")

    def get_expires_in(self):
        return self.fields["expires_in"]

    def is_expired(self):
        return False

    def is_revoked(self):
        return self.revoked


tokens = []
client = Client()


def find(value):
    return next((token for token in tokens if value in (token.fields["access_token"], token.fields["refresh_token"])), None)


class Password(grants.ResourceOwnerPasswordCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = [METHOD]

    def authenticate_user(self, username, password):
        return username if PEOPLE.get(username) == password else None


class Revocation(RevocationEndpoint):
    CLIENT_AUTH_METHODS = [METHOD]

    def query_token(self, token_string, token_type_hint):
        return find(token_string)

    def revoke_token(self, token, request):
        token.revoked = True


class Introspection(IntrospectionEndpoint):
    CLIENT_AUTH_METHODS = [METHOD]

    def check_permission(self, token, client, request):
        return True

    def query_token(self, token_string, token_type_hint):
        return find(token_string)

    def introspect_token(self, token):
        return {"active": not token.revoked, "client_id": CLIENT_ID, "username": token.user}


app = Flask(__name__)
app.config["OAUTH2_REFRESH_TOKEN_GENERATOR"] = True
server = AuthorizationServer(
    app,
    query_client=lambda client_id: client if client_id == CLIENT_ID else None,
    save_token=lambda fields, request: tokens.append(Token(fields, request.user)),
)
server.register_grant(Password)
server.register_endpoint(Revocation)
server.register_endpoint(Introspection)


@app.post("/token")
def token():
    return server.create_token_response()


@app.post("/revoke")
def revoke():
    return server.create_endpoint_response("revocation")


@app.post("/introspect")
def introspect():
    return server.create_endpoint_response("introspection")


@app.get("/.well-known/oauth-authorization-server")
def metadata():
    issuer = request.host_url.rstrip("/")
    return jsonify(
        issuer=issuer,
        token_endpoint=f"{issuer}/token",
        revocation_endpoint=f"{issuer}/revoke",
        revocation_endpoint_auth_methods_supported=[METHOD],
        introspection_endpoint=f"{issuer}/introspect",
        introspection_endpoint_auth_methods_supported=[METHOD],
    )


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


def issued(mail):
    fields = {"grant_type": "password", "username": mail, "password": PEOPLE[mail], "scope": "mail"}
    arguments = {"data": fields}
    if METHOD == "client_secret_basic":
        arguments["auth"] = (CLIENT_ID, CLIENT_SECRET)
    else:
        fields |= {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    return app.test_client().post("/token", **arguments).get_json()["refresh_token"]


with make_server("127.0.0.1", 0, app, handler_class=Quiet) as listener:
    ready = {
        "port": listener.server_port,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "tokens": {mail: issued(mail) for mail in PEOPLE},
    }
    print(json.dumps(ready), flush=True)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    sys.stdin.read()
