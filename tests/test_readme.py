from __future__ import annotations

import re
from pathlib import Path

from bot.settings import Settings

README = Path(__file__).parent.parent / "README.md"


def test_the_settings_table_is_the_settings_class():
    """Every setting stands in the README with its own description, in the class's order, and no other does."""
    rows = re.findall(r"^\| `([A-Z_]+)` \|[^|]*\| (.*) \|$", README.read_text("utf-8"), re.MULTILINE)
    assert rows == [(name.upper(), field.description) for name, field in Settings.model_fields.items()]


def test_every_command_the_readme_names_exists():
    """`make x` and `python -m bot x` in the README are targets and commands."""
    text = README.read_text("utf-8")
    makefile = (README.parent / "Makefile").read_text("utf-8")
    for target in re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    main = (README.parent / "bot" / "__main__.py").read_text("utf-8")
    for command in re.findall(r"python -m bot ([a-z]+)", text):
        assert f'add_parser("{command}"' in main, command
