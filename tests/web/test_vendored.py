"""The vendored libraries are those that web/vendor.json names, and the console's modules are all preloaded."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from infrastructure.vendored import WEB, check_vendored


def test_the_vendored_files_are_those_of_the_manifest() -> None:
    """Names and hashes agree."""
    assert check_vendored() == []


def test_a_changed_a_missing_and_a_foreign_file_are_named(tmp_path: Path) -> None:
    """The check is able to fail."""
    web = tmp_path / "web"
    shutil.copytree(WEB, web)
    (web / "vendor/preact.js").write_text("changed")
    (web / "vendor/htm.js").unlink()
    (web / "vendor/foreign.js").write_text("foreign")
    assert check_vendored(web) == [
        "web/vendor/foreign.js is not named in web/vendor.json.",
        "web/vendor/htm.js is missing.",
        "web/vendor/preact.js has been changed.",
    ]


def modules_from(path: Path, found: set[str]) -> set[str]:
    """A module and all that it imports, as paths in web/."""
    name = path.relative_to(WEB).as_posix()
    if name not in found:
        found.add(name)
        for specifier in re.findall(r'(?:from|^import)\s*"(\.[^"]+)"', path.read_text(), re.MULTILINE):
            modules_from((path.parent / specifier).resolve(), found)
    return found


def test_every_module_of_the_console_is_preloaded() -> None:
    """Otherwise the browser learns of modules one level at a time, a round trip each."""
    html = (WEB / "index.html").read_text()
    preloaded = set(re.findall(r'rel="modulepreload" href="([^"]+)"', html))
    assert preloaded == modules_from(WEB / "js/console/main.js", set()) - {"js/console/main.js"}
