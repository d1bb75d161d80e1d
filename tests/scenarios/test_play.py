"""`python -m bot sandbox --play`, as somebody runs it who has just checked the project out."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
#: What may be set where somebody works, and must reach neither the sandbox nor its network.
JUNK = {
    "SLACK_BOT_TOKEN": "xoxb-somebody-elses",
    "SLACK_SIGNING_SECRET": "somebody-elses-secret",
    "SLACK_APP_TOKEN": "xapp-somebody-elses",
    "SLACK_API_URL": "http://nowhere.invalid/",
    "OCTOPUSH_API_LOGIN": "real@example.com",
    "OCTOPUSH_API_KEY": "a-real-key",
    "OCTOPUSH_API_URL": "https://nowhere.invalid/",
    "DATABASE_URL": "postgresql://nowhere.invalid/campaigns",
    "APPROVALS_REQUIRED": "many",
    "TIME_ZONE": "Mars/Olympus",
    "PORT": "none",
    **dict.fromkeys(
        ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy"), "http://127.0.0.1:9"
    ),
}


async def play(*arguments: str, folder: Path) -> tuple[int, str, str]:
    """Run the command with junk in its environment, in a folder of its own; gives its status and what it wrote."""
    # Nothing of this environment but what Python itself needs to be found.
    environment = {**JUNK, "PYTHONPATH": str(TOP), "PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "error::RuntimeWarning", "-m", "bot", "sandbox", "--play", *arguments),
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, wrong = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode(), wrong.decode()


@pytest.mark.parametrize(
    ("arguments", "people"),
    [
        pytest.param(
            [
                *("--list", "VIP customers", "--text", "Hello {first_name}, doors open at 9"),
                *("--when", "tomorrow 9am", "--approvals", "2"),
            ],
            "1,197",
            id="list, a text without a STOP line, two approvals",
        ),
        pytest.param(["--tag", "vip", "--approvals", "0"], "1,191", id="tag without approval"),
        pytest.param(["--socket", "--list", "Team"], "3", id="socket"),
        pytest.param(["--socket", "--tag", "vip", "--when", "in 2 hours"], "1,191", id="socket and tag"),
    ],
)
async def test_the_story_is_played_whatever_is_set_around_it(
    tmp_path: Path, arguments: list[str], people: str
) -> None:
    """It ends well, names the ticket it was sent as, leaves nothing behind, and reads nothing of the environment."""
    status, said, wrong = await play(*arguments, folder=tmp_path)
    assert status == 0, said + wrong
    assert wrong == ""
    sent = re.search(r"Sent once, to ([\d,]+) people, as (sms_\w+)\.", said)
    assert sent is not None, said
    assert sent[1] == people
    assert f"`{sent[2]}`" in said
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - pathlib's way counts as blocking here


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        pytest.param(["--list", "Nobody made it"], "Octopush has no list called “Nobody made it”", id="list"),
        pytest.param(["--list", "Team", "--when", "blorp"], "“blorp” was not understood", id="moment"),
        pytest.param(["--list", "Team", "--text", "x" * 1225], "this text has 1,225", id="text"),
    ],
)
async def test_a_story_that_cannot_be_told_says_why(tmp_path: Path, arguments: list[str], why: str) -> None:
    """It fails, and the reason is the last thing on the screen."""
    status, said, wrong = await play(*arguments, folder=tmp_path)
    assert status == 1
    assert why in said
    assert "Not as it should be: " in said
    assert "Traceback" not in wrong
