from __future__ import annotations

import re
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.page.routes import FILES
from bot.sandbox.serving import serve
from bot.sandbox.slack import LocalSlack, world

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def ask(
    url: str, path: str, headers: dict[str, str] | None = None, body: str | None = None
) -> tuple[int, str, dict[str, str]]:
    """Ask with a bare client."""
    verb = "GET" if body is None else "POST"
    async with (
        aiohttp.ClientSession() as session,
        session.request(verb, f"{url}{path}", headers=headers or {}, data=body) as got,
    ):
        return got.status, await got.text(), {name.lower(): value for name, value in got.headers.items()}


@pytest.mark.parametrize("path", ["/", "/page/app.js", "/page/base.css", "/page/icon.svg"])
async def test_every_file_comes_under_the_strict_policy(served, path):
    """The page may load from its own server alone, run no inline script, and be framed by nobody."""
    status, _, headers = await ask(served[1], path)
    policy = headers["content-security-policy"]
    assert status == 200
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/page/../routes.py",
        "/page/%2e%2e%2froutes.py",
        "/page/..%2froutes.py",
        "/page/nothing.js",
        "/page/",
        "/page/.js",
    ],
)
async def test_nothing_else_of_the_disk_is_served(served, path):
    """A path that leads out of the folder, or to nothing in it, is not found."""
    status, text, _ = await ask(served[1], path)
    assert status == 404
    assert "import" not in text


@pytest.mark.parametrize(
    "path", ["/", "/page/app.js", "/_control/app", "/_control/octopush/state", "/_control/watch"]
)
@pytest.mark.parametrize(
    "headers", [{"Host": "example.com"}, {"Origin": "https://example.com"}, {"Origin": "null"}]
)
async def test_other_sites_get_nothing(served, path, headers):
    """A page of elsewhere that reaches loopback, by its own name or across origins, is refused everywhere."""
    status, text, _ = await ask(served[1], path, headers)
    assert status == 403
    assert text == "Only for this machine."


async def test_no_file_names_another_address():
    """No file of the page names an address to load from, and none makes markup of words."""
    for path in sorted(FILES.iterdir()):
        text = path.read_text("utf-8")
        named = set(re.findall(r"https?://[\w.]+", text)) - {"http://www.w3.org"}
        assert not named, path.name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text), (
            path.name
        )


async def test_no_file_is_too_long():
    """Scripts and styles keep to the length of all other files: 300 lines."""
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in FILES.iterdir()}
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}


async def test_the_app_is_told_from_its_manifest(served):
    """The page knows the commands and shortcuts that the manifest names, and whom one may act as."""
    status, text, _ = await ask(served[1], "/_control/app")
    assert status == 200
    for word in ("/gallery", "[what]", "Gallery", world.CLAIRE, world.OUTSIDER):
        assert word in text
    assert world.GONE not in text.partition('"names"')[0]


async def test_only_the_neighbours_controls_are_passed_on(served):
    """What is asked of the local Octopush goes to its control routes and nowhere else; a silent one is said."""
    slack, url = served
    assert (await ask(url, "/_control/octopush/state"))[0] == 404
    slack.neighbour = "http://127.0.0.1:9"
    try:
        assert (await ask(url, "/_control/octopush/state"))[0] == 502
        assert (await ask(url, "/_control/octopush/..%2fv1%2fpublic%2fsend", body="{}"))[0] in {404, 405}
        assert (await ask(url, "/_control/octopush/elsewhere", body="{}"))[0] == 404
        assert (await ask(url, "/_control/octopush/switches"))[0] == 404
    finally:
        slack.neighbour = None


async def test_a_slack_without_a_manifest_serves_the_page_too():
    """Nothing of the page needs an app: without one there are no commands."""
    slack = LocalSlack()
    async with serve(slack.app) as url:
        status, text, _ = await ask(url, "/_control/app")
    assert status == 200
    assert '"commands":[]' in text


async def test_every_module_is_used():
    """Every script and style is named by another file: nothing lies about."""
    texts = {path.name: path.read_text("utf-8") for path in FILES.iterdir()}
    for name in texts:
        named = any(name in text for other, text in texts.items() if other != name)
        assert named or name == "index.html", Path(name)
