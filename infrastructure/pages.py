"""Publishes the pages: assets under the hash of their content, for ever; the HTML that names them, never cached."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

FOREVER, NEVER = "public, max-age=31536000, immutable", "no-cache"
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".html": "text/html",
}
_TYPES |= {
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
}
_QUOTED = re.compile(r"""(?P<quote>["'])(?P<root>\.?/)?(?P<path>[A-Za-z0-9_./-]+)(?P=quote)""")
# Only these are for browsers; what else lies in web/ (notes, checks, type definitions) stays here.
_SUFFIXES = (*_TYPES, ".png", ".ico", ".mp3", ".ogg")
_UNPUBLISHED = ("vendor.json", "jsconfig.json", "package.json")


@dataclass(frozen=True, kw_only=True)
class Page:
    """One object of the pages' bucket."""

    key: str
    body: bytes
    content_type: str
    cache_control: str


def pages_of(folder: Path) -> list[Page]:
    """What a folder of pages becomes: all but HTML moves below `v/<hash>/`, and HTML names it there.

    Modules name each other relatively, so they need no rewriting.
    """
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if _is_published(path)
    }
    assets = {name: body for name, body in files.items() if not name.endswith(".html")}
    version = f"v/{_hash(assets)}"
    moved = [_page(f"{version}/{name}", body, FOREVER) for name, body in assets.items()]
    html = [
        _page(name, _rewrite(body, assets, version), NEVER) for name, body in files.items() if name.endswith(".html")
    ]
    return [*moved, *html]


def publish(s3: S3Client, bucket: str, folder: Path) -> int:
    """Upload what changed, assets before the HTML that names them; answers the number of objects uploaded."""
    present = {
        entry["Key"]: entry["ETag"]
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        for entry in page.get("Contents", [])
    }
    changed = [page for page in pages_of(folder) if present.get(page.key) != _etag(page.body)]
    for page in changed:
        s3.put_object(
            Bucket=bucket, Key=page.key, Body=page.body, ContentType=page.content_type, CacheControl=page.cache_control
        )
    return len(changed)


def _is_published(path: Path) -> bool:
    return path.is_file() and path.suffix in _SUFFIXES and path.name not in _UNPUBLISHED


def _page(key: str, body: bytes, cache_control: str) -> Page:
    suffix = Path(key).suffix
    kind = _TYPES.get(suffix) or mimetypes.guess_type(key)[0] or "application/octet-stream"
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    return Page(key=key, body=body, content_type=kind + charset, cache_control=cache_control)


def _rewrite(html: bytes, assets: dict[str, bytes], version: str) -> bytes:
    def moved(found: re.Match[str]) -> str:
        quote, path = found["quote"], found["path"]
        return f"{quote}/{version}/{path}{quote}" if path in assets else found[0]

    return _QUOTED.sub(moved, html.decode()).encode()


def _hash(files: dict[str, bytes]) -> str:
    total = hashlib.sha256()
    for name, body in files.items():
        total.update(f"{name}\0{len(body)}\0".encode() + body)
    return total.hexdigest()[:16]


def _etag(body: bytes) -> str:
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
