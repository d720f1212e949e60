"""Authorization URLs for `explain --batch`, the same ones for the same seed: each asks once.

As in the everyday traffic of a middling organisation, 400 clients ask again and again with other states and
challenges; one in twenty URLs has a client id of its own, one in five another choice of scopes.
"""

import json
import random
from urllib.parse import quote, urlencode

COUNT = 400_000
PLACES = [
    ("https://accounts.google.com/o/oauth2/v2/auth",
     ["openid", "email", "profile"] + [f"https://www.googleapis.com/auth/{name}" for name in (
         "gmail.readonly", "drive", "drive.file", "calendar", "calendar.events", "contacts.readonly", "spreadsheets",
         "documents", "presentations.readonly", "tasks", "youtube.readonly", "analytics.readonly")]),
    ("https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
     ["openid", "offline_access", "User.Read", "Mail.Read", "Mail.Send", "Files.Read.All", "Files.ReadWrite.All",
      "Calendars.Read", "Sites.Read.All", "Contacts.Read", "Tasks.ReadWrite", "Notes.Read", "Chat.Read"]),
    ("https://slack.com/oauth/v2/authorize",
     ["channels:read", "channels:history", "chat:write", "users:read", "files:read", "commands", "im:history",
      "groups:read", "team:read", "reactions:write", "users:read.email", "mpim:history"]),
    ("https://github.com/login/oauth/authorize",
     ["repo", "read:user", "user:email", "read:org", "workflow", "gist", "notifications", "project"]),
    ("https://auth.atlassian.com/authorize",
     ["read:jira-work", "write:jira-work", "read:jira-user", "offline_access", "read:me", "read:confluence-user"]),
    ("https://id.unknown-provider.example/oauth/authorize",
     ["read", "write", "projects.read", "invoices:write", "admin", "reports.export"]),
]


def write(path, count=COUNT, seed=20):
    """Writes `count` lines with id and url; returns how many."""
    chance = random.Random(seed)

    def scopes(place):
        names = place[1]
        return chance.sample(names, chance.randint(2, min(6, len(names))))

    clients = []
    for number in range(400):
        place = PLACES[number % len(PLACES)]
        redirect = ("http://localhost:8765/callback" if number % 5 == 0
                    else f"https://tool{number}.example/oauth/callback?tenant={number}")
        clients.append((place, f"{chance.getrandbits(96):024x}", redirect, [scopes(place) for _ in range(3)]))
    with open(path, "w", encoding="utf-8") as out:
        for number in range(count):
            place, client, redirect, sets = chance.choice(clients)
            if number % 20 == 7:
                client = f"{chance.getrandbits(96):024x}"
            chosen = scopes(place) if number % 5 == 3 else chance.choice(sets)
            query = urlencode({
                "response_type": "code", "client_id": client, "redirect_uri": redirect, "scope": " ".join(chosen),
                "state": f"{chance.getrandbits(64):016x}", "code_challenge": f"{chance.getrandbits(128):032x}",
                "code_challenge_method": "S256", "access_type": "offline"}, quote_via=quote)
            out.write(json.dumps({"id": number, "url": f"{place[0]}?{query}"}) + "\n")
    return count
