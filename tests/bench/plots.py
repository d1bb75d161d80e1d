"""Plots as plain SVG: lines on axes, drawn by hand, so that nothing has to be installed to see them."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.figures import median

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.bench.figures import Sample

OUT = Path(__file__).parent / "out"
WIDTH, HEIGHT, LEFT, TOP = 720, 300, 70, 40
COLOURS = ("#888888", "#1264a3", "#2eb67d", "#e01e5a")

Line = list[tuple[float, float]]


def acks(samples: Sequence[Sample]) -> None:
    """Keep the samples, and draw how long acknowledgements take as more come at once."""
    OUT.mkdir(exist_ok=True)
    kept = [asdict(one) for one in samples]
    (OUT / "samples.json").write_text(json.dumps(kept, indent=0), "utf-8")
    for scenario in dict.fromkeys(
        one.scenario for one in samples if one.shape.startswith("c=") and one.what == "p50"
    ):
        lines: dict[str, Line] = {}
        for one in samples:
            if one.scenario != scenario or one.what != "p99" or not one.shape.startswith("c="):
                continue
            found = median(samples, scenario, one.shape, one.side, "p99")
            point = (float(one.shape[2:]), found[0] * 1000 if found else 0.0)
            line = lines.setdefault(one.side, [])
            if point not in line:
                line.append(point)
        name = scenario.replace(" ", "-").replace(",", "")
        save(f"ack-{name}", f"{scenario}: ack p99 in ms, by requests at once", lines)


def save(name: str, title: str, lines: Mapping[str, Line]) -> None:
    """Draw lines into a file of that name; both axes begin at 0."""
    right = max((x for line in lines.values() for x, _ in line), default=1.0) or 1.0
    top = _round(max((y for line in lines.values() for _, y in line), default=1.0) or 1.0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/><text x="{LEFT}" y="20" font-size="14">{escape(title)}</text>',
    ]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y, x = _y(share), _x(share)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - 20}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{top * share:.4g}</text>')
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - 14}" text-anchor="middle">{right * share:.3g}</text>')
    names = []
    for number, (label, line) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        points = " ".join(f"{_x(x / right):.1f},{_y(y / top):.1f}" for x, y in line)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        names.append(f'<tspan dx="12" fill="{colour}">{escape(label)}</tspan>')
    parts.append(f'<text x="{WIDTH - 20}" y="20" text-anchor="end">{"".join(names)}</text>')
    OUT.mkdir(exist_ok=True)
    (OUT / f"{name}.svg").write_text("\n".join([*parts, "</svg>"]), "utf-8")


def _round(top: float) -> float:
    """Round an axis's end up to what is easily read."""
    unit: float = 10.0 ** math.floor(math.log10(top))
    return next(step * unit for step in (1.0, 2.0, 4.0, 6.0, 8.0, 10.0) if step * unit >= top)


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - 20)


def _y(share: float) -> float:
    return HEIGHT - 34 - share * (HEIGHT - 34 - TOP)
