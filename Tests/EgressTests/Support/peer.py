"""A peer to speak to: Python's own HTTP server and TLS, on loopback, with faults by path.

    peer.py FOLDER

Makes an authority of its own in FOLDER, prints one line of JSON with ports, and ends with its standard input; FOLDER
ends with it.
"""
import gzip, json, os, shutil, socket, ssl, struct, subprocess, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

folder = sys.argv[1]
calls, lock, forever = [], threading.Lock(), threading.Event()


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_authority():
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key",
            "-out", "ca.pem", "-days", "2", "-subj", "/CN=Authority of a test")
    os.mkdir(os.path.join(folder, "hashed"))
    shutil.copy(os.path.join(folder, "ca.pem"), os.path.join(folder, "hashed"))
    openssl("rehash", "hashed")


def make_certificate(name, subjects, days="2"):
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key",
            "-out", f"{name}.csr", "-subj", f"/CN={name}")
    with open(os.path.join(folder, f"{name}.ext"), "w") as file:
        file.write(f"subjectAltName={subjects}\n")
    openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-out", f"{name}.pem", "-days", days, "-extfile", f"{name}.ext")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        self.requests = 0

    def log_message(self, *_):
        pass

    def serve(self):
        self.requests += 1
        length = int(self.headers.get("Content-Length", 0))
        self.sent_body = self.rfile.read(length)
        address = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(address.query).items()}
        with lock:
            calls.append({"method": self.command, "path": address.path})
        name = address.path.split("/")[1].replace("-", "_")
        getattr(self, "at_" + name, self.at_unknown)()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve

    def answer(self, body, status=200, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def raw(self, data):
        self.wfile.write(data)
        self.wfile.flush()
        self.close_connection = True

    def reset(self):
        # An end with nothing lingering is a reset.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        socket.socket.close(self.connection)

    def at_unknown(self):
        self.answer(b"unknown", 404)

    def at_echo(self):
        self.answer(json.dumps({
            "method": self.command, "path": self.path, "body": self.sent_body.decode("latin-1"),
            "headers": [[name.lower(), value] for name, value in self.headers.items()],
            "port": self.client_address[1],
        }).encode(), headers=[("X-Answer", " with spaces "), ("Set-Cookie", "kept=1")])

    def at_status(self):
        status = int(self.query["code"])
        self.answer(b"" if status in (204, 304) else b"body", status, [("Location", "/echo")])

    def at_calls(self):
        with lock:
            self.answer(json.dumps(calls).encode())

    def at_endless(self):
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        block, left = b"x" * 65536, 2 << 30
        while left > 0:
            self.wfile.write(block)
            left -= len(block)

    def at_bytes(self):
        self.answer(b"x" * int(self.query["count"]))

    def at_claim(self):
        self.send_response(200)
        self.send_header("Content-Length", str(2 << 30))
        self.end_headers()
        self.wfile.write(b"x")
        forever.wait()

    def at_bomb(self):
        self.answer(gzip.compress(b"\0" * int(self.query["count"])), headers=[("Content-Encoding", "gzip")])

    def at_headers(self):
        lines = [(f"X-{index}", "v" * int(self.query["length"])) for index in range(int(self.query["count"]))]
        self.answer(b"", headers=lines)

    def at_interim(self):
        self.raw((b"HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n") * int(self.query["count"])
                 + b"HTTP/1.1 200 OK\r\nX-Late: yes\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")

    def at_trailer(self):
        self.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                 b"2\r\nok\r\n0\r\nRetry-After: 9\r\n\r\n")

    def at_silent(self):
        forever.wait()

    def at_stall(self):
        self.send_response(200)
        self.send_header("Content-Length", "10")
        self.end_headers()
        self.wfile.write(b"x")
        forever.wait()

    def at_reset(self):
        self.reset()

    def at_cut(self):
        self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")

    def at_close(self):
        self.close_connection = True

    def at_close_if_kept(self):
        if self.requests > 1:
            self.close_connection = True
        else:
            self.answer(b"first")

    def at_garbage(self):
        self.raw(b"\x00\x01 this is no HTTP\r\n\r\n")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, *_):
        pass


def start(context=None):
    server = Server(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def tls(name, old=False):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, f"{name}.pem"), os.path.join(folder, f"{name}.key"))
    if old:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    return context


make_authority()
make_certificate("right", "DNS:peer.test,DNS:api.peer.test,DNS:localhost,IP:127.0.0.1")
make_certificate("other", "DNS:other.test")
make_certificate("expired", "DNS:localhost", days="-1")
print(json.dumps({
    "http": start(), "https": start(tls("right")), "other": start(tls("other")), "expired": start(tls("expired")),
    "old": start(tls("right", old=True)), "ca": os.path.join(folder, "ca.pem"),
    "hashed": os.path.join(folder, "hashed"),
}), flush=True)
sys.stdin.read()
shutil.rmtree(folder)
