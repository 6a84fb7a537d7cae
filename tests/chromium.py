"""A real Chromium, without a driver: pages are shown in frames, looked at by axe and measured, in one start.

axe is the accessibility engine that the package axe-core-python carries (MPL-2.0, for tests only).
"""

from __future__ import annotations

import html
import importlib.util
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
SECONDS = 300
"""After which a Chromium that says nothing is given up."""
A4_WIDTH = 673
"""Width in CSS pixels of what is printed on A4 with margins of 16 mm."""

_LOOK = """
const axe = __AXE__, pages = __PAGES__, widths = __WIDTHS__;
async function shown(text, width) {
  const frame = document.createElement('iframe');
  frame.style.width = width + 'px'; frame.style.height = '900px';
  const loaded = new Promise(resolve => { frame.onload = resolve; });
  frame.srcdoc = text;
  document.body.append(frame);
  await loaded;
  return frame;
}
function overflowing(page) {
  // texts of pictures that leave the box they were placed in
  const found = [];
  for (const svg of page.querySelectorAll('svg')) {
    const boxes = [...svg.querySelectorAll('rect[rx="6"]')].map(box => box.getBBox());
    for (const text of svg.querySelectorAll('text')) {
      const t = text.getBBox();
      const box = boxes.find(b => t.x >= b.x && t.x < b.x + b.width && t.y + 6 >= b.y && t.y + 6 < b.y + b.height);
      if (box && (t.x + t.width > box.x + box.width + 1 || t.y + t.height > box.y + box.height + 4))
        found.push(text.textContent);
    }
  }
  return found;
}
async function look(text) {
  const seen = {violations: [], wide: [], overflowing: []};
  const frame = await shown(text, 1000);
  const page = frame.contentDocument, script = page.createElement('script');
  script.textContent = axe;
  page.head.append(script);
  page.querySelectorAll('details').forEach(part => { part.open = true; });
  const result = await frame.contentWindow.axe.run(page, {resultTypes: ['violations']});
  for (const broken of result.violations)
    for (const node of broken.nodes) seen.violations.push([broken.id, node.html.slice(0, 120)]);
  seen.overflowing = overflowing(page);
  for (const width of widths) {
    frame.style.width = width + 'px';
    const root = page.documentElement;
    if (root.scrollWidth > root.clientWidth) seen.wide.push(width);
  }
  frame.remove();
  return seen;
}
(async () => {
  const out = {};
  for (const [name, text] of Object.entries(pages)) out[name] = await look(text);
  document.getElementById('seen').textContent = JSON.stringify(out);
})().catch(error => { document.getElementById('seen').textContent = JSON.stringify({error: String(error)}); });
"""


@dataclass(frozen=True)
class Seen:
    """What was seen of one page, with all that unfolds unfolded: rules of axe that it breaks with the element, widths
    of the window at which it has to be scrolled sideways, texts of pictures that leave their box."""

    violations: tuple[tuple[str, str], ...]
    wide: tuple[int, ...]
    overflowing: tuple[str, ...]


def binary() -> str | None:
    """The Chromium of this machine; None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def axe_script() -> Path | None:
    """The script of axe; None where its package is not installed."""
    spec = importlib.util.find_spec("axe_core_python")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return next((found for place in places if (found := Path(place) / "axe.min.js").is_file()), None)


def missing() -> str | None:
    """Why nothing can be looked at; None where it can."""
    if binary() is None:
        return "there is no Chromium (on Debian: the package chromium)"
    return "axe-core-python is not installed" if axe_script() is None else None


def look(pages: Mapping[str, str], folder: Path, widths: tuple[int, ...] = (A4_WIDTH, 1000)) -> dict[str, Seen]:
    """Show pages in one Chromium and say what is wrong with each. `folder` is for files in passing."""
    script = axe_script()
    assert script is not None
    parts = {"__AXE__": script.read_text(encoding="utf-8"), "__PAGES__": dict(pages), "__WIDTHS__": widths}
    code = re.sub("__[A-Z]+__", lambda name: json.dumps(parts[name[0]]).replace("<", "\\u003c"), _LOOK)
    harness = folder / "look.html"
    body = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>look</title></head><body>'
    harness.write_text(f'{body}<pre id="seen"></pre><script>{code}</script></body></html>', encoding="utf-8")
    shown = _chromium(folder, "--virtual-time-budget=600000", "--dump-dom", harness.as_uri())
    told = re.search(r'<pre id="seen">(.+?)</pre>', shown, re.DOTALL)
    assert told, f"Chromium said nothing of the pages: {shown[:500]}"
    found: dict[str, Any] = json.loads(html.unescape(told[1]))
    assert "error" not in found, found["error"]
    return {
        name: Seen(tuple((a, b) for a, b in one["violations"]), tuple(one["wide"]), tuple(one["overflowing"]))
        for name, one in found.items()
    }


def printed(page: Path, folder: Path) -> bytes:
    """The page as PDF, as Chromium prints it."""
    target = folder / "printed.pdf"
    _chromium(folder, "--no-pdf-header-footer", f"--print-to-pdf={target}", page.as_uri())
    return target.read_bytes()


def _chromium(folder: Path, *arguments: str) -> str:
    program = binary()
    assert program is not None
    fixed = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             f"--user-data-dir={folder / 'profile'}"]  # fmt: skip
    ran = subprocess.run([program, *fixed, *arguments], capture_output=True, timeout=SECONDS, check=True)
    return ran.stdout.decode("utf-8", "replace")
