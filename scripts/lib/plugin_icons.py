"""Draws the plugin's icons: a sundial's gnomon and its shadow, in colour (on) and grey (off).

    python3 scripts/lib/plugin_icons.py samples/browser-plugin/icons
"""

import pathlib
import struct
import sys
import zlib

SIZES = {"on": (16, 32, 48, 128), "off": (16, 32, 48)}
DISC = {"on": (245, 166, 35), "off": (190, 194, 199)}
DIAL = {"on": (27, 58, 107), "off": (110, 115, 122)}
SAMPLES = 4


def inside_triangle(x: float, y: float) -> bool:
    """The gnomon: a right triangle that stands on the dial."""
    return y <= 0.74 and x <= 0.70 and (x - 0.26) >= (0.74 - y) * 0.44 / 0.48


def colour(x: float, y: float, state: str) -> tuple[int, int, int, int]:
    """Colour at a point of the unit square."""
    if inside_triangle(x, y):
        return (*DIAL[state], 255)
    if (x - 0.5) ** 2 + (y - 0.5) ** 2 <= 0.48**2:
        return (*DISC[state], 255)
    return (0, 0, 0, 0)


def pixel(column: int, row: int, size: int, state: str) -> bytes:
    """One pixel, averaged over a grid of samples; colour is weighted by its opacity."""
    points = [
        colour((column + (i + 0.5) / SAMPLES) / size, (row + (j + 0.5) / SAMPLES) / size, state)
        for i in range(SAMPLES)
        for j in range(SAMPLES)
    ]
    alpha = sum(point[3] for point in points)
    if alpha == 0:
        return bytes(4)
    mixed = [sum(point[channel] * point[3] for point in points) // alpha for channel in range(3)]
    return bytes([*mixed, alpha // len(points)])


def png(size: int, state: str) -> bytes:
    """A PNG of 8-bit RGBA without ancillary chunks: the same bytes every time."""
    rows = b"".join(
        b"\0" + b"".join(pixel(column, row, size, state) for column in range(size)) for row in range(size)
    )
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    ]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def main(folder: str) -> None:
    for state, sizes in SIZES.items():
        for size in sizes:
            pathlib.Path(folder, f"{state}-{size}.png").write_bytes(png(size, state))


if __name__ == "__main__":
    main(sys.argv[1])
