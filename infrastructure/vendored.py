"""The libraries kept in web/vendor: `check` compares them with web/vendor.json, `fetch` gets them again with `npm pack`."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import msgspec

WEB = Path(__file__).parent.parent / "web"
IMPORT = re.compile(r'from"([^"./][^"]*)"')
SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=.*\s*$")


class File(msgspec.Struct, frozen=True, rename={"source": "from"}):
    """One file: its path in the package, its path in web/vendor, and its SHA-256 there in hexadecimal."""

    source: str
    to: str
    sha256: str


class Package(msgspec.Struct, frozen=True):
    """One package of the npm registry; `integrity` is the registry's SHA-512 of the archive in base64."""

    name: str
    version: str
    licence: str
    integrity: str
    files: list[File]


class Manifest(msgspec.Struct, frozen=True):
    """web/vendor.json: the packages, and which file stands for which bare import specifier."""

    note: str
    specifiers: dict[str, str]
    packages: list[Package]


def read_manifest(web: Path = WEB) -> Manifest:
    """Answer web/vendor.json, typed."""
    return msgspec.json.decode((web / "vendor.json").read_bytes(), type=Manifest)


def check_vendored(web: Path = WEB) -> list[str]:
    """Answer a sentence for each file that is missing, changed or not named in the manifest; none means all is well."""
    named = {file.to: file.sha256 for package in read_manifest(web).packages for file in package.files}
    vendor = web / "vendor"
    kept = {str(path.relative_to(vendor)): _sha256(path.read_bytes()) for path in vendor.rglob("*") if path.is_file()}
    missing = [f"web/vendor/{name} is missing." for name in named.keys() - kept.keys()]
    foreign = [f"web/vendor/{name} is not named in web/vendor.json." for name in kept.keys() - named.keys()]
    changed = [f"web/vendor/{n} has been changed." for n in named.keys() & kept.keys() if named[n] != kept[n]]
    return sorted(missing + foreign + changed)


def fetch_vendored(web: Path = WEB) -> None:
    """Write web/vendor again from the packages that the manifest names."""
    manifest = read_manifest(web)
    with tempfile.TemporaryDirectory() as folder:
        for package in manifest.packages:
            archive = _pack(package, Path(folder))
            for file in package.files:
                target = web / "vendor" / file.to
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(_relative(_member(archive, file.source), file.to, manifest.specifiers))


def _pack(package: Package, folder: Path) -> Path:
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    printed = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    archive = folder / printed.split()[-1]
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        raise SystemExit(f"{package.name} {package.version} is not the archive that web/vendor.json names.")
    return archive


def _member(archive: Path, name: str) -> str:
    with tarfile.open(archive) as tar:
        file = tar.extractfile(f"package/{name}")
        if file is None:
            raise SystemExit(f"{archive.name} has no {name}.")
        return file.read().decode()


def _relative(text: str, name: str, specifiers: dict[str, str]) -> str:
    if not name.endswith(".js"):
        return text
    text = IMPORT.sub(lambda match: f'from"./{specifiers[match[1]]}"', text)
    return SOURCE_MAP.sub("\n", text)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def main(arguments: list[str]) -> int:
    """Run `check` (the default) or `fetch`; answers the exit code."""
    if arguments == ["fetch"]:
        fetch_vendored()
    problems = check_vendored()
    print("\n".join(problems) or "The vendored files are those of web/vendor.json.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
