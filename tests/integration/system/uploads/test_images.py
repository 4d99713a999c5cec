"""Images are drawn anew, in bounded memory."""

import zlib
from io import BytesIO

import pytest
from PIL import Image

from empiria.apps.system.uploads import check_upload
from tests.integration.system.files import image, refusal, sent


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_an_image_is_drawn_anew_without_what_hides_in_it(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "Hidden-description"
    exif.get_ifd(0x8825)[2] = (52.0, 14.0, 3.0)
    ending = kind.lower().replace("jpeg", "jpg")
    content = image(kind, exif=exif.tobytes()) + b"<script>Hidden-tail</script>"
    assert b"Hidden-description" in content
    checked = check_upload(sent(f"zdjecie.{ending}", content))
    with Image.open(BytesIO(checked.content)) as drawn:
        assert (drawn.format, drawn.size, dict(drawn.getexif())) == (kind, (40, 30), {})
    assert b"Hidden" not in checked.content


def test_comments_of_an_image_go_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    checked = check_upload(sent("a.jpg", image("JPEG", comment=b"Hidden-comment", exif=exif.tobytes())))
    with Image.open(BytesIO(checked.content)) as drawn:
        assert drawn.size == (30, 40)
    assert b"Hidden" not in checked.content


def test_transparency_of_an_image_stays() -> None:
    file = BytesIO()
    Image.new("RGBA", (5, 5), (1, 2, 3, 0)).save(file, "PNG")
    with Image.open(BytesIO(check_upload(sent("a.png", file.getvalue())).content)) as drawn:
        assert drawn.getpixel((0, 0)) == (1, 2, 3, 0)


def png_header(width: int, height: int) -> bytes:
    """The header says the size; there is no picture behind it."""
    header = bytearray(image("PNG"))
    header[16:24] = width.to_bytes(4) + height.to_bytes(4)
    header[29:33] = zlib.crc32(bytes(header[12:29])).to_bytes(4)
    return bytes(header)


def jpeg_header(width: int, height: int, *, progressive: bool = False) -> bytes:
    header = bytearray(image("JPEG", progressive=progressive))
    frame = header.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    header[frame + 5 : frame + 9] = height.to_bytes(2) + width.to_bytes(2)
    return bytes(header)


@pytest.mark.parametrize(
    ("name", "content", "limit"),
    [
        ("a.png", png_header(6_001, 3_000), "a PNG file may have up to 18 million pixels."),
        ("a.png", png_header(11_000, 11_000), "a PNG file may have up to 18 million pixels."),
        ("a.png", png_header(20_000, 20_000), "a PNG file may have up to 18 million pixels."),
        (
            "a.webp",
            image("WEBP", (3_501, 2_000), quality=1, method=0),
            "a WEBP file may have up to 7 million pixels.",
        ),
        ("a.jpg", jpeg_header(9_001, 8_000), "a JPEG file may have up to 72 million pixels."),
        (
            "a.jpg",
            jpeg_header(5_001, 4_000, progressive=True),
            "a JPEG file may have up to 20 million pixels.",
        ),
    ],
)
def test_an_image_of_too_many_pixels_is_refused_before_it_is_drawn(
    name: str, content: bytes, limit: str
) -> None:
    assert refusal(name, content) == f"The image is too large: {limit}"


@pytest.mark.parametrize(
    ("options", "size", "kept"),
    [({}, (6_000, 3_004), (3_000, 1_502)), ({"progressive": True}, (4_700, 3_000), (2_350, 1_500))],
)
def test_a_large_photograph_is_taken_at_half_its_size_and_its_sender_told(
    options: dict[str, bool], size: tuple[int, int], kept: tuple[int, int]
) -> None:
    checked = check_upload(sent("a.jpg", image("JPEG", size, **options)))
    with Image.open(BytesIO(checked.content)) as drawn:
        assert drawn.size == kept
    assert checked.note.endswith(f"at half its width and height: {kept[0]:,} × {kept[1]:,} pixels.")


def test_of_an_image_that_keeps_its_size_nothing_is_told() -> None:
    assert check_upload(sent("a.jpg", image("JPEG", (400, 300)))).note == ""


def test_a_damaged_image_is_refused() -> None:
    content = image("JPEG", (400, 400))
    assert "damaged" in refusal("a.jpg", content[: len(content) // 2])
