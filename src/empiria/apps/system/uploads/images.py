"""Images are drawn anew: what is not picture (place and time in EXIF, comments, hidden data) is gone."""

from dataclasses import dataclass, field
from io import BytesIO
from threading import Lock
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from empiria.apps.system.uploads.refusal import UploadRefusedError

MILLION = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Format:
    """What Pillow calls a format, with what it is written, and how many pixels are read.

    Measured, a pixel takes up to 8 bytes of memory (drawn, and turned or brought to another mode), in a WebP 20, in a
    JPEG that is sent in passes 10: each bound keeps one image under 150 MB. A JPEG can be read at half its width and
    height, which is enough for a photograph: up to `at_half` pixels.
    """

    name: str
    options: dict[str, Any] = field(default_factory=dict)
    whole: int = 18 * MILLION
    at_half: int = 0


JPEG = Format(name="JPEG", options={"quality": 90}, at_half=72 * MILLION)
# All its passes are kept until the last is read, whatever size it is read at.
JPEG_IN_PASSES = Format(name="JPEG", options={"quality": 90}, whole=14 * MILLION, at_half=20 * MILLION)
# Packed harder, a noisy picture takes half a minute and loses a tenth of its size.
PNG = Format(name="PNG", options={"compress_level": 3})
WEBP = Format(name="WEBP", options={"quality": 90}, whole=7 * MILLION)
FORMATS = {"image/jpeg": JPEG, "image/png": PNG, "image/webp": WEBP}
# One image at a time in a process, so that several at once do not take that memory several times.
DRAWING = Lock()


def draw_anew(content: bytes, media_type: str) -> tuple[bytes, str]:
    """The same picture, upright, in the same format, with nothing beside it; of a moving one the first frame. With it
    what its sender should know: that it was made smaller.

    Raises `UploadRefusedError` for what is no picture of that format, is damaged, or has too many pixels.
    """
    with DRAWING:
        return _drawn_anew(content, FORMATS[media_type])


def _drawn_anew(content: bytes, kind: Format) -> tuple[bytes, str]:
    try:
        with Image.open(BytesIO(content), formats=[kind.name]) as image:
            if "progression" in image.info:
                kind = JPEG_IN_PASSES
            is_halved = _halved(image, kind)
            image.load()
            ImageOps.exif_transpose(image, in_place=True)
            mode = "RGBA" if image.has_transparency_data and kind.name != "JPEG" else "RGB"
            # A copy of the picture would take its memory once more.
            drawn = image if image.mode == mode else image.convert(mode)
            drawn.info = {}
            kept = BytesIO()
            drawn.save(kept, kind.name, exif=b"", **kind.options)
            return kept.getvalue(), _smaller(drawn, kind) if is_halved else ""
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(kind) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise UploadRefusedError(
            _("The image is damaged or not of the type that its ending says.")
        ) from error


def _halved(image: Image.Image, kind: Format) -> bool:
    """Have an image that is too large read at half its size, where its format can be. Raises `UploadRefusedError`."""
    pixels = image.width * image.height
    if pixels <= kind.whole:
        return False
    if pixels > kind.at_half:
        raise _too_many_pixels(kind)
    image.draft(None, (image.width // 2, image.height // 2))
    return True


def _smaller(drawn: Image.Image, kind: Format) -> str:
    return _(
        "The image has more than %(count)s million pixels, so it is kept at half its width and height: %(width)s × %(height)s pixels."
    ) % {
        "count": kind.whole // MILLION,
        "width": number_format(drawn.width),
        "height": number_format(drawn.height),
    }


def _too_many_pixels(kind: Format) -> UploadRefusedError:
    return UploadRefusedError(
        _("The image is too large: a %(format)s file may have up to %(count)s million pixels.")
        % {"format": kind.name, "count": max(kind.whole, kind.at_half) // MILLION}
    )
