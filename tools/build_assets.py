"""Builds `agent_ui/assets` from `agent_ui/static`, the sound of calls, the icon list and an allow-list of npm files.

Every folder gets the digest of its content in its name (`js-3f2a…/app.js`): modules import one another by
plain relative names, and a browser may keep each file for ever. `manifest.json` maps the plain names.

    python tools/build_assets.py [--node-modules node_modules] [--out agent_ui/assets]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "agent_ui" / "static"
ICONS = ROOT / "agent_ui" / "icons.txt"
SOUND = ROOT / "channels" / "voice" / "static"
"""The sound of a call in a browser is the same for agents and customers."""
VENDOR = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "hx-ws.js": "htmx.org/dist/ext/hx-ws.min.js",
    "twilio-voice.js": "@twilio/voice-sdk/dist/twilio.min.js",
}
FONT = "@fontsource/noto-sans"
FONT_NAME = "Noto Sans Web"
"""Not "Noto Sans": one that the machine has of its own comes before it in the stack, and costs no download."""
FONT_WEIGHTS = (400, 600)
FONT_SCRIPTS = ("latin", "latin-ext", "vietnamese", "greek", "cyrillic")
_SOURCE_MAP = re.compile(rb"\n?(//# sourceMappingURL=.*|/\*# sourceMappingURL=.*?\*/)\s*$")

Folder = dict[str, bytes]


def static_folder(folder: Path) -> Folder:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def vendor_folder(node_modules: Path) -> Folder:
    """The allow-list, without pointers to source maps that are not served."""
    return {name: _SOURCE_MAP.sub(b"", (node_modules / source).read_bytes()) for name, source in VENDOR.items()}


def font_folder(node_modules: Path) -> Folder:
    """Letters of European scripts for machines that have them in a font made for Chinese only.

    Each face names the letters it is for, so that a browser fetches those of a page, and only where no font of the
    machine that stands before it in `--font-ui` has them.
    """
    package = node_modules / FONT
    faces: list[str] = []
    folder: Folder = {}
    for weight in FONT_WEIGHTS:
        for face in re.findall(r"@font-face \{[^}]*\}", (package / f"{weight}.css").read_text(encoding="utf-8")):
            [script] = re.findall(rf"files/noto-sans-([a-z-]+)-{weight}-normal\.woff2", face) or [""]
            if script in FONT_SCRIPTS:
                name = f"fonts/noto-sans-{script}-{weight}.woff2"
                folder[name] = (package / f"files/noto-sans-{script}-{weight}-normal.woff2").read_bytes()
                faces.append(_face(name, weight, re.findall(r"unicode-range: ([^;]+);", face)[0]))
    if len(faces) != len(FONT_WEIGHTS) * len(FONT_SCRIPTS):
        raise SystemExit(f"{FONT} no longer has all of {', '.join(FONT_SCRIPTS)} in {FONT_WEIGHTS}")
    return {**folder, "fonts.css": "".join(faces).encode()}


def _face(name: str, weight: int, letters: str) -> str:
    return (
        f'@font-face {{ font-family: "{FONT_NAME}"; font-style: normal; font-weight: {weight}; font-display: swap; '
        f'src: url("{name}") format("woff2"); unicode-range: {letters}; }}\n'
    )


def sprite(names: list[str], node_modules: Path) -> bytes:
    """One SVG with a symbol per icon; used as `<use href="…icons.svg#name">`."""
    folder = node_modules / "@tabler/icons/icons/outline"
    unknown = [name for name in names if not (folder / f"{name}.svg").is_file()]
    if unknown:
        raise SystemExit(f"agent_ui/icons.txt names icons that @tabler/icons does not have: {', '.join(unknown)}")
    symbols = "".join(_symbol(name, (folder / f"{name}.svg").read_text()) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>\n'.encode()


def _symbol(name: str, svg: str) -> str:
    body = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if body is None:
        raise SystemExit(f"the icon {name} is not an SVG with content; reinstall with: npm ci")
    drawing = re.sub(r"\s+", " ", body.group(1)).strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>'


def icon_names(file: Path = ICONS) -> list[str]:
    """One name a line; `#` begins a comment."""
    lines = (line.partition("#")[0].strip() for line in file.read_text().splitlines())
    return sorted({line for line in lines if line})


def digest(folder: Folder) -> str:
    total = hashlib.sha256()
    for name, content in sorted(folder.items()):
        total.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return total.hexdigest()[:12]


def build(node_modules: Path, out: Path) -> dict[str, str]:
    """Writes everything anew and returns the manifest: plain name → name to serve."""
    folders: dict[str, Folder] = {
        "vendor": vendor_folder(node_modules),
        "icons": {"icons.svg": sprite(icon_names(), node_modules)},
    }
    for path in sorted(STATIC.iterdir()):
        if path.is_dir():
            folders[path.name] = static_folder(path)
    folders["css"] |= font_folder(node_modules)
    folders["js"] |= static_folder(SOUND)
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    manifest: dict[str, str] = {}
    for name, folder in folders.items():
        served = f"{name}-{digest(folder)}"
        for file, content in folder.items():
            target = fresh / served / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            manifest[f"{name}/{file}"] = f"{served}/{file}"
    (fresh / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)
    return manifest


def main() -> int:
    parser = argparse.ArgumentParser(description="Builds the browser assets of the agent UI.")
    parser.add_argument("--node-modules", type=Path, default=ROOT / "node_modules")
    parser.add_argument("--out", type=Path, default=ROOT / "agent_ui" / "assets")
    options = parser.parse_args()
    if not (options.node_modules / "htmx.org").is_dir():
        print(f"{options.node_modules} has no htmx.org; run: npm ci --ignore-scripts", file=sys.stderr)
        return 1
    manifest = build(options.node_modules, options.out)
    print(f"{len(manifest)} browser assets in {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
