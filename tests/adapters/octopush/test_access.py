import traceback

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.adapters.octopush import OctopushClient
from bot.domain.brief import Brief
from bot.errors import Busy, ConfigError, OctopushError, Refused

LOGIN = "claire@lumea.example"
KEY = "k3y-that-nobody-may-read"
TEXT = "Call +33612345678 now"
BRIEF = Brief(text=TEXT, list_name="VIP customers", sender="LUMEA")
PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"]


@pytest.mark.parametrize(
    "address",
    [
        "https://api.octopush.com/v1/public/",
        "https://api.octopush.com/v1/public",
        "https://127.0.0.1:8443/",
        "http://127.0.0.1:8080/v1/public/",
        "http://127.8.9.1/",
        "http://[::1]:8080/",
        "http://localhost:8080/",
    ],
)
async def test_good_addresses(address):
    """An https address may be anywhere, a plain http one on this machine only."""
    async with OctopushClient(LOGIN, SecretStr(KEY), address):
        pass


@pytest.mark.parametrize(
    "address",
    [
        "http://api.octopush.com/v1/public/",
        "http://127.0.0.1.lumea.example/",
        "http://localhost.lumea.example/",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
        "ftp://127.0.0.1/",
        "api.octopush.com/v1/public/",
        "https://",
        "",
        "https://[/",
        "https://api.octopush.com:port/",
        "https://claire:secret@api.octopush.com/",
        "https://api.octopush.com/?a=1",
        "https://api.octopush.com/#a",
    ],
)
def test_bad_addresses_stop_the_start(address):
    """An address that would carry the key in the clear, or is none, is refused by the setting's name, unrepeated."""
    with pytest.raises(ConfigError, match=r"^OCTOPUSH_API_URL ") as caught:
        OctopushClient(LOGIN, SecretStr(KEY), address)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("login", "key", "setting"),
    [
        ("", KEY, "OCTOPUSH_API_LOGIN"),
        ("claire@lumea.example\r\nx: y", KEY, "OCTOPUSH_API_LOGIN"),
        (LOGIN, "", "OCTOPUSH_API_KEY"),
        (LOGIN, "k3y\n", "OCTOPUSH_API_KEY"),
        (LOGIN, "clé", "OCTOPUSH_API_KEY"),
    ],
)
def test_credentials_that_no_header_can_carry_stop_the_start(login, key, setting):
    """They are refused by the setting's name, and not repeated."""
    with pytest.raises(ConfigError, match=f"^{setting} ") as caught:
        OctopushClient(login, SecretStr(key))
    assert caught.value.args == (f"{setting} must be given, without spaces or letters outside ASCII.",)
    assert caught.value.__context__ is None


@pytest.mark.asyncio(loop_scope="module")
async def test_loopback_never_goes_through_a_proxy(served, octopush, connect, monkeypatch):
    """The environment's proxy, here a dead one, is not asked for an address of this machine."""
    for name in PROXIES:
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    octopush.says(200, {"amount": 1})
    async with connect(served.address) as client:
        assert await client.balance() == 1
        await client.send(BRIEF, "sms_1")
    assert len(octopush.got) == 2


async def test_other_hosts_go_through_the_proxy_of_the_environment(raw, connect, request_of, monkeypatch):
    """A proxy is asked for a tunnel, which hides the key from it; where it refuses, nothing was taken."""
    asked = []

    async def play(reader, writer, _number):
        asked.append(await request_of(reader))
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    for name in [*PROXIES, "NO_PROXY", "no_proxy"]:
        monkeypatch.delenv(name, raising=False)
    async with raw(play) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.removesuffix("/v1/public/"))
        async with connect("https://octopush.invalid/v1/public/") as client:
            with pytest.raises(Busy):
                await client.balance()
            with pytest.raises(Busy):
                await client.send(BRIEF, "sms_1")
    assert [line.split(b"\r\n")[0] for line in asked] == [b"CONNECT octopush.invalid:443 HTTP/1.1"] * 2
    assert KEY.encode() not in b"".join(asked)
    assert LOGIN.encode() not in b"".join(asked)


async def test_a_proxy_that_cannot_be_used_stops_the_start(monkeypatch):
    """It is named by its setting, instead of failing at the first sending."""
    monkeypatch.setenv("HTTPS_PROXY", "gopher://127.0.0.1:9")
    with pytest.raises(ConfigError, match=r"^HTTPS_PROXY "):
        OctopushClient(LOGIN, SecretStr(KEY))


async def test_nothing_private_is_shown(raw, connect, request_of, ends):
    """Neither errors, tracebacks and log lines nor the client itself show the login, the key or a text."""

    async def play(reader, writer, number):
        await request_of(reader)
        answers = [
            b"",
            b'HTTP/1.1 400 No\r\n\r\n{"code": 303, "message": "%b"}' % TEXT.encode(),
            b"HTTP/1.1 502 No\r\n\r\n" + TEXT.encode(),
        ]
        writer.write(answers[number % 3])

    errors = []
    with capture_logs() as lines:
        async with raw(play) as address, connect(address) as client:
            for _ in range(3):
                for call in (
                    client.simulate(BRIEF, request_id="214-s1"),
                    client.prepare(BRIEF, request_id="214-1-1"),
                    client.send(BRIEF, "sms_1"),
                ):
                    with pytest.raises(OctopushError) as caught:
                        await call
                    errors.append(caught.value)
            await ends(client)
            shown = [repr(client), str(client), str(lines)]
    for error in errors:
        assert error.__cause__ is None
        assert error.__context__ is None
        shown += [str(error), repr(error), str(vars(error)), *traceback.format_exception(error)]
    assert len(lines) == 17
    for private in (LOGIN, KEY, TEXT, "33612345678", "VIP customers", "LUMEA", "Bonjour"):
        assert [line for line in shown if private in line] == []


@pytest.mark.asyncio(loop_scope="module")
async def test_the_log_tells_each_end(client, octopush):
    """One line a call: which, what it meant, why, how long, on which ticket."""
    octopush.says(400, {"code": 131})
    with capture_logs() as lines:
        with pytest.raises(Refused):
            await client.status("sms_1")
        await client.cancel("sms_1")
    for line in lines:
        assert line.pop("ms") >= 0
    same = {"event": "octopush.call", "kind": "gone", "code": 131, "status": 400, "ticket": "sms_1"}
    assert lines == [
        {**same, "call": "status", "verdict": "refused", "log_level": "warning"},
        {**same, "call": "cancel", "verdict": "done", "log_level": "info"},
    ]
