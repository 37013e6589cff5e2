"""Renew portal/static/vendor from npm: `python3 deploy/frontend/refresh.py`.

Needs npm and its registry. The portal itself needs neither: the few files are
committed, with their licences and a manifest of SHA-384 checksums that a test holds.
"""

import base64
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"
VENDOR = HERE.parent.parent / "portal" / "static" / "vendor"
SUBSETS = ("latin", "latin-ext", "vietnamese")
WEIGHTS = ("400", "600")


def install() -> None:
    """Fetch exactly what package-lock.json names, running no package's own scripts."""
    subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=HERE, check=True)


def compile_bootstrap() -> None:
    """Compile the parts of Bootstrap that bootstrap.scss names."""
    target = VENDOR / "bootstrap" / "bootstrap.css"
    subprocess.run(
        [
            *("node", str(PACKAGES / "sass" / "sass.js")),
            *("--style=compressed", "--no-source-map", "--quiet"),
            *(f"--load-path={PACKAGES}", str(HERE / "bootstrap.scss"), str(target)),
        ],
        check=True,
    )
    shutil.copy(PACKAGES / "bootstrap" / "LICENSE", target.with_name("LICENSE"))


def copy_fonts() -> None:
    """Copy the two weights; the licence text (OFL.txt) stays as committed."""
    files = PACKAGES / "@fontsource" / "be-vietnam-pro" / "files"
    for subset in SUBSETS:
        for weight in WEIGHTS:
            name = f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
            shutil.copy(files / name, VENDOR / "be-vietnam-pro" / name)


def write_manifest() -> None:
    """Write the SHA-384 of every vendored file, as browsers write it in `integrity`."""
    sums = {
        str(path.relative_to(VENDOR)): checksum(path)
        for path in sorted(VENDOR.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }
    (VENDOR / "manifest.json").write_text(json.dumps(sums, indent=1) + "\n")


def checksum(path: Path) -> str:
    digest = hashlib.sha384(path.read_bytes()).digest()
    return "sha384-" + base64.b64encode(digest).decode()


if __name__ == "__main__":
    install()
    compile_bootstrap()
    copy_fonts()
    write_manifest()
