"""The servers that are met: nginx with one worker on one core, which answers out of its configuration, and ours."""
import contextlib
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools import REQBENCH

SMALL, LARGE = "/", "/large"  # 27 bytes of JSON, and 64 KiB
CONFIG = """daemon off; master_process off; pid {dir}/pid; error_log {dir}/error.log; worker_rlimit_nofile 65536;
events {{ worker_connections 32768; }}
http {{ access_log off; keepalive_requests 1000000000; keepalive_timeout 1h; sendfile on; tcp_nopush on;
  open_file_cache max=10; default_type application/json;
  client_body_temp_path {dir}; proxy_temp_path {dir}; fastcgi_temp_path {dir};
  uwsgi_temp_path {dir}; scgi_temp_path {dir};
  server {{ listen 127.0.0.1:{port} backlog=4096;
    location = {small} {{ return 200 '{answer}'; }}
    location = {large} {{ alias {dir}/large; }} }} }}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_it_listens(port, server):
    for _ in range(200):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.05)
    server.kill()
    sys.exit("peers: nginx did not start")


@contextlib.contextmanager
def nginx(core, small=SMALL, answer='{"message":"Hello, World!"}'):
    """Runs it on that core, gives (port, process id), and ends it whatever happens. An answer without ' and $."""
    if not shutil.which("nginx"):
        sys.exit("peers: nginx is missing: scripts/dev install")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "large").write_bytes(b"x" * 65536)
        Path(folder).chmod(0o755)
        port = free_port()
        config = Path(folder, "nginx.conf")
        config.write_text(CONFIG.format(dir=folder, port=port, small=small, large=LARGE, answer=answer))
        server = subprocess.Popen(["taskset", "-c", str(core), "nginx", "-p", folder, "-c", str(config)])
        try:
            wait_until_it_listens(port, server)
            yield port, server.pid
        finally:
            server.terminate()
            server.wait()


@contextlib.contextmanager
def ours(name, core):
    """A server of servers/ with one worker, as a run would start it: (port, process id of the tree)."""
    server = subprocess.Popen(["taskset", "-c", str(core), REQBENCH, "serve", name, "--workers", "1"],
                              stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    try:
        line = server.stdout.readline()
        if not line:
            sys.exit(f"peers: {name} did not start")
        yield json.loads(line)["port"], server.pid
    finally:
        server.terminate()
        server.wait()
