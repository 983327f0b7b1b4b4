"""A council's logo: a small picture that is safe to put into every report, with the words that stand for it."""

import re
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from mhia.amounts import MisreadError
from mhia.errors import FileError
from mhia.reading.files import bytes_of

LARGEST = 16_000
"""Bytes. It stands inside every web page, which has to open at once and pass through a council's mail."""
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_MEDIA = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}
_NOT_JUST_DRAWN = {
    "a", "animate", "animatemotion", "animatetransform", "audio", "feimage", "foreignobject", "iframe", "image",
    "script", "set", "style", "text", "textpath", "tspan", "use", "video",
}  # fmt: skip
"""What an SVG may do besides being drawn, or what is drawn differently on every machine: it has no place in a logo."""
_LEADS_ELSEWHERE = re.compile(r"url\(\s*['\"]?(?!#)|javascript:|data:|@import", re.IGNORECASE)
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""The segments of a JPEG that say how large it is."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture, checked, and what is said in its place."""

    alt: str
    kind: str
    """png, jpg or svg."""
    data: bytes

    @property
    def address(self) -> str:
        """The picture as an address that holds it, for a page that loads nothing."""
        # Only here and below, because most runs have no logo.
        from base64 import b64encode  # noqa: PLC0415

        return f"data:{_MEDIA[self.kind]};base64,{b64encode(self.data).decode('ascii')}"


def read_logo(path: Path, alt: str) -> Logo:
    """The logo in a file. MisreadError, in words for the person who named it, where it cannot be used."""
    try:
        data = bytes_of(path, path.name, 1_000_000)
    except FileError as fault:
        problem = fault.problems[0]
        raise MisreadError(f"{path.name} {problem.message}", "F111") from None
    kind = _kind(data)
    if kind is None:
        raise _unusable(path, "is no PNG, JPEG or SVG picture; save it as one of these")
    if len(data) > LARGEST:
        size = f"{len(data) / 1000:.0f} kB"
        raise _unusable(
            path, f"has {size}, and {LARGEST // 1000} kB is the most; save it smaller or with fewer colours"
        )
    {"png": _check_png, "jpg": _check_jpeg, "svg": _check_svg}[kind](path, data)
    return Logo(alt, kind, data)


def _kind(data: bytes) -> str | None:
    if data.startswith(_PNG):
        return "png"
    if data.startswith(_JPEG):
        return "jpg"
    return "svg" if b"<svg" in data[:1000] else None


def _check_png(path: Path, data: bytes) -> None:
    """Every piece whole, from the first to the last."""
    at, names = len(_PNG), []
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        name, end = data[at + 4 : at + 8], at + 8 + length
        if crc32(data[at + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            break
        names.append(name)
        at = end + 4
    if names[:1] != [b"IHDR"] or b"IDAT" not in names or names[-1:] != [b"IEND"] or at != len(data):
        raise _damaged(path)


def _check_jpeg(path: Path, data: bytes) -> None:
    """Segments one after the other up to the one with the size, and an end."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - every segment begins so
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in _FRAMES and length >= 8 and data.rstrip(b"\0").endswith(b"\xff\xd9"):  # noqa: PLR2004 - a frame's
            return
        at += 2 + length
    raise _damaged(path)


def _check_svg(path: Path, data: bytes) -> None:
    """Nothing but shapes: no program, no text, no address, nothing declared that could swell when it is read."""
    from xml.parsers import expat  # noqa: PLC0415

    parser = expat.ParserCreate(namespace_separator=" ")
    refused: list[str] = []

    def element(name: str, attributes: dict[str, str]) -> None:
        """Note whatever in one element does more than draw."""
        tag = name.rpartition(" ")[2].lower()
        if tag in _NOT_JUST_DRAWN:
            refused.append(f"<{tag}>")
        for key, value in attributes.items():
            plain = key.rpartition(" ")[2].lower()
            if plain.startswith("on") or plain == "href" or _LEADS_ELSEWHERE.search(value):
                refused.append(plain)

    def declared(*_: object) -> None:
        """Stop at a document type, before anything that it declares is read."""
        refused.append("<!DOCTYPE>")
        raise _unusable(path, "declares a document type (<!DOCTYPE>); take that line out")

    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = declared
    parser.ProcessingInstructionHandler = lambda target, _: refused.append(f"<?{target}?>")
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by place: this is all there is
    except expat.ExpatError as fault:
        raise _unusable(path, f"is not whole at its line {fault.lineno}; save it again as plain SVG") from None
    if refused:
        said = ", ".join(dict.fromkeys(refused))
        raise _unusable(
            path, f"does more than draw shapes ({said}); save it as plain SVG with text as paths, or as PNG"
        )


def _damaged(path: Path) -> MisreadError:
    return _unusable(path, "is damaged; save the picture again")


def _unusable(path: Path, what: str) -> MisreadError:
    return MisreadError(f"{path.name} {what}", "F111")
