"""A PostgreSQL server of the bench's own: in a temporary folder, as an unprivileged user, with default settings."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def program(name):
    """Debian's place for the programs of each version comes before the path: the newest version counts."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    for folder in versions:
        if (folder / name).exists():
            return str(folder / name)
    return shutil.which(name) or sys.exit(f"bench: {name} is not installed (Debian's package postgresql)")


class Postgres:
    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="gnomon-bench-pg.")
        self.user = next((u for u in pwd.getpwall() if u.pw_name == "postgres"), pwd.getpwnam("nobody"))
        if os.geteuid() == 0:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self.process = None
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def command(self, name, *arguments):
        words = [program(name), *arguments]
        if os.geteuid() != 0:
            return words
        return ["setpriv", f"--reuid={self.user.pw_uid}", f"--regid={self.user.pw_gid}", "--clear-groups", *words]

    def start(self):
        data = f"{self.folder}/data"
        subprocess.run(
            self.command("initdb", "-D", data, "-U", "gnomon", "-A", "trust", "-E", "UTF8", "--no-instructions"),
            check=True, stdout=subprocess.DEVNULL, cwd="/")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            self.command("postgres", "-D", data, "-p", str(self.port), "-k", self.folder, "-c",
                         "listen_addresses=127.0.0.1"),
            cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        for _ in range(600):
            ready = subprocess.run([program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)])
            if ready.returncode == 0:
                return
            time.sleep(0.05)
        sys.exit("bench: PostgreSQL did not get ready within 30 s")

    def new_database(self, name):
        subprocess.run(
            [program("createdb"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "gnomon", name], check=True)
        return f"postgresql://gnomon@127.0.0.1:{self.port}/{name}"

    def __exit__(self, *_):
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
