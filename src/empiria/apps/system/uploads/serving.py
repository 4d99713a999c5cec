"""Giving an uploaded file out: always as a download, never as a page of this site."""

from typing import IO, Any

from django.core.files.storage import default_storage
from django.http import FileResponse


def download(stored: str, *, name: str, media_type: str, is_public: bool) -> FileResponse:
    """The file under the name its sender gave it. Whatever it holds, no browser runs it in the site's name."""
    text = "; charset=utf-8" if media_type.startswith("text/") else ""
    return give_out(
        default_storage.open(stored), name=name, media_type=media_type + text, is_public=is_public
    )


def give_out(file: IO[Any], *, name: str, media_type: str, is_public: bool) -> FileResponse:
    """The same for a file from anywhere."""
    response = FileResponse(file, as_attachment=True, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    # What closed content says must not stay in a shared cache, nor in a browser that somebody signs out of.
    response["Cache-Control"] = "no-cache" if is_public else "private, no-store"
    return response
