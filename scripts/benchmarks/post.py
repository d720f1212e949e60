"""A small client beside wrk: posts every body to its end, checks each answer, and can pace itself."""

import http.client
import json
import sys
import threading
import time
from urllib.parse import quote, urlsplit

from load import EVENTS, SEED, user_email, user_of

local = threading.local()


def exchange(url, method, path, token, body=None, headers={}):
    """One request on this thread's kept-alive connection."""
    if getattr(local, "url", None) != url:
        local.url, local.connection = url, http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    local.connection.request(method, path, body, {"Authorization": f"Bearer {token}", **headers})
    answer = local.connection.getresponse()
    return answer.status, answer.read()


def post(url, token, body):
    """Posts one report; anything but "all its events accepted" ends the bench."""
    status, text = exchange(url, "POST", "/v1/reports", token, body,
                            {"Content-Type": "application/json", "Content-Encoding": "gzip"})
    if status != 202 or json.loads(text)["accepted"] != EVENTS:
        raise SystemExit(f"bench: a valid report was not accepted: {status} {text[:500].decode(errors='replace')}")


def run_threads(count, work):
    failures = []

    def guarded():
        try:
            work()
        except BaseException as failure:
            failures.append(failure)
    threads = [threading.Thread(target=guarded) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def post_all(url, token, bodies, connections=16):
    """Posts all bodies as fast as answers come."""
    lock, source = threading.Lock(), iter(bodies)

    def work():
        while True:
            with lock:
                body = next(source, None)
            if body is None:
                return
            post(url, token, body)
    run_threads(connections, work)


class Visibility:
    """How long after the start of its POST a report's new grant can be read from the API.

    Warm-up gave each user EVENTS grants; a steady report adds exactly one, so it is visible when
    the user's list has one more. The list is asked for every 5 ms.
    """

    def __init__(self, url, token, api_token):
        self.url, self.token, self.api_token = url, token, api_token

    def grants(self, user):
        status, text = exchange(self.url, "GET", f"/v1/grants?user={quote(user_email(user))}&limit=100", self.api_token)
        if status != 200:
            raise SystemExit(f"bench: /v1/grants answered {status} {text[:300].decode(errors='replace')}")
        page = json.loads(text)
        if page["has_more"]:
            raise SystemExit("bench: /v1/grants does not filter by user: visibility cannot be probed")
        return len(page["data"])

    def run(self, bodies, per_second):
        """Posts bodies (the first ones of the steady stream, one user each) at a fixed pace;
        milliseconds until visible, for each."""
        began, jobs, waited, lock = time.perf_counter() + 0.1, iter(enumerate(bodies)), [], threading.Lock()

        def work():
            while True:
                with lock:
                    number, body = next(jobs, (None, None))
                if body is None:
                    return
                user = user_of(number, SEED)[0]
                time.sleep(max(0, began + number / per_second - time.perf_counter()))
                sent = time.perf_counter()
                post(self.url, self.token, body)
                while (seen := self.grants(user)) <= EVENTS:
                    if time.perf_counter() - sent > 10:
                        raise SystemExit(f"bench: {user_email(user)} still has {seen} grants after 10 s, not {EVENTS + 1}")
                    time.sleep(0.005)
                waited.append((time.perf_counter() - sent) * 1000)
        run_threads(32, work)
        return waited
