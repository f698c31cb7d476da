"""A proxy that lets through by CONNECT to those who say who they are, and Slack's two hosts behind it, with TLS."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sandbox.workspace import Workspace

#: Names that only the proxy knows.
API, SOCKETS = "slack.example.dk", "wss-primary.example.dk"
USER = "anker:hush"
REFUSAL = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"


@dataclass
class Proxy:
    """`asked` is every host that somebody was let through to; `certificate` is a file with what those hosts show."""

    port: int
    certificate: Path
    asked: list[str] = field(default_factory=list)

    def environment(self, user: str = USER) -> dict[str, str]:
        """What a process is started with that goes through the proxy, and believes the hosts behind it."""
        return {
            "HTTPS_PROXY": f"http://{user}@127.0.0.1:{self.port}",
            "SSL_CERT_FILE": str(self.certificate),
            "SLACK_API_URL": f"https://{API}/api/",
        }


@asynccontextmanager
async def proxied(workspace: Workspace, home: Path) -> AsyncIterator[Proxy]:
    """The workspace can be reached as `API`, and says of its sockets that they are at `SOCKETS`."""
    there = urlsplit(workspace.url)

    async def to_workspace(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _joined(reader, writer, there.hostname or "", there.port or 0)

    async def let_through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        if f"Basic {base64.b64encode(USER.encode()).decode()}" not in head:
            writer.write(REFUSAL)
            await _hang_up(writer)
            return
        proxy.asked.append(head.split()[1].removesuffix(":443"))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await _joined(reader, writer, "127.0.0.1", _port(hosts))

    certificate, context = _shown(home)
    hosts = await asyncio.start_server(to_workspace, "127.0.0.1", 0, ssl=context)
    server = await asyncio.start_server(let_through, "127.0.0.1", 0)
    proxy = Proxy(_port(server), certificate)
    workspace.url = f"https://{SOCKETS}"
    async with hosts, server:
        yield proxy


def _port(server: asyncio.Server) -> int:
    return int(server.sockets[0].getsockname()[1])


async def _joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, port: int) -> None:
    """Both ways until one of the two hangs up."""
    there_reader, there_writer = await asyncio.open_connection(host, port)
    ways = [asyncio.create_task(_pass_on(reader, there_writer)), asyncio.create_task(_pass_on(there_reader, writer))]
    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    for way in ways:
        way.cancel()
    await asyncio.gather(*ways, _hang_up(writer), _hang_up(there_writer), return_exceptions=True)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()
    await writer.wait_closed()


def _shown(home: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for both names, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, API)]), datetime.now(UTC)
    about = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    about = about.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    about = about.add_extension(x509.SubjectAlternativeName([x509.DNSName(API), x509.DNSName(SOCKETS)]), critical=False)
    signed = about.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(
        key, hashes.SHA256()
    )
    certificate, secret = home / "hosts.pem", home / "hosts.key"
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, secret)
    return certificate, context
