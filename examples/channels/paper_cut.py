#!/usr/bin/env python3
"""Paints a picture of cut and layered paper for a prompt. Needs Python 3.8 and nothing else.

    paper_cut.py --prompt "fishing boat at sunset" --width 1920 --height 1080 --output boat.png

The same prompt, size and seed give the same picture.
"""

import argparse
import hashlib
import math
import random
import re
import struct
import sys
import zlib

NOTHING = float("inf")

# Sky from its edge to the sun, land from far to near, what shines.
PALETTES = {
    "night": (["#0e1538", "#1b2a5c", "#2f4a86"], ["#2b4478", "#0a0f26"], "#fdf0c4"),
    "ember": (["#e2725b", "#f09d6a", "#f8c98b"], ["#c9576c", "#3c1b45"], "#fff0c9"),
    "lagoon": (["#8fd0d8", "#b5e3df", "#dcf3e6"], ["#5db7c0", "#0b3c5d"], "#fff4d6"),
    "fern": (["#bcd9b0", "#d5e8c0", "#eef5d8"], ["#8fbf88", "#14402f"], "#fff6cf"),
    "frost": (["#a9c3e0", "#c8daee", "#e8f1f9"], ["#8fadd1", "#22365e"], "#ffffff"),
    "clay": (["#f3c38f", "#f7d7ab", "#fcecd0"], ["#e19a5b", "#6f2c22"], "#fff5dc"),
    "plum": (["#c7a2d6", "#dcbfe3", "#f2e0f1"], ["#a678b8", "#35194e"], "#fff1d8"),
}
MOODS = [
    ("night", r"night|moon|star|midnight|dark|space|galax|planet|owl"),
    ("ember", r"dusk|sunset|evening|dawn|sunrise|morning|orange|autumn|fire|ember|golden"),
    ("frost", r"snow|winter|ice|icy|frost|arctic|glacier|mountain|peak"),
    ("clay", r"desert|sand|dune|canyon|savanna|heat|noon"),
    ("lagoon", r"sea|ocean|water|wave|tide|tidal|beach|coral|fish|river|lake|pool|shore|rain"),
    ("fern", r"forest|tree|wood|leaf|leaves|meadow|grass|garden|field|valley|moss"),
    ("plum", r"dream|magic|city|town|street|violet|purple|flower"),
]
LANDS = [
    ("skyline", r"city|town|street|skyscraper|skyline|village|house|roof|traffic"),
    ("waves", r"sea|ocean|wave|tide|tidal|beach|coral|fish|harbou?r|ship|boat|sail|river|lake|water|pool|shore"),
    ("pines", r"forest|tree|wood|pine|fir|jungle|park|owl|bear|deer"),
    ("peaks", r"mountain|peak|alp|cliff|rock|canyon|glacier|snow"),
    ("dunes", r"desert|sand|dune|savanna|beach"),
]
BOATS = r"boat|ship|sail|harbou?r|ferry|fishing"
BIRDS = r"bird|gull|sky|sea|morning|dawn|sunset|field|mountain|free"


def main():
    options = read_options()
    rng = random.Random(f"{options.seed}:{options.prompt}")
    sheet = Sheet(options.width, options.height)
    paint(sheet, rng, options)
    with open(options.output, "wb") as file:
        file.write(sheet.png())
    print(f"wrote {options.output}, {options.width} x {options.height}", file=sys.stderr)


def read_options():
    parser = argparse.ArgumentParser(description="Paints a picture of cut and layered paper for a prompt.")
    parser.add_argument("--prompt", required=True, help="what is to be seen")
    parser.add_argument("--output", required=True, metavar="FILE", help="the PNG to write")
    parser.add_argument("--width", type=side, default=1920, help="pixels (default: %(default)s)")
    parser.add_argument("--height", type=side, default=1080, help="pixels (default: %(default)s)")
    parser.add_argument("--scale", type=float, default=1.0, help="draws so many times larger (default: %(default)s)")
    parser.add_argument("--palette", choices=["auto", *PALETTES], default="auto", help="default: what the prompt says")
    parser.add_argument("--layers", type=int, choices=range(3, 10), default=6, metavar="3..9", help="sheets of land")
    parser.add_argument("--seed", type=int, default=0, help="another picture of the same prompt")
    options = parser.parse_args()
    options.width, options.height = round(options.width * options.scale), round(options.height * options.scale)
    if max(options.width, options.height) > 8192:
        parser.error("the picture would have more than 8192 pixels on a side")
    return options


def side(text):
    pixels = int(text)
    if not 16 <= pixels <= 8192:
        raise argparse.ArgumentTypeError("must be from 16 to 8192")
    return pixels


def paint(sheet, rng, options):
    words = options.prompt.lower()
    palette = options.palette if options.palette != "auto" else choose(MOODS, words, sorted(PALETTES))
    land = choose(LANDS, words, ["hills", "dunes", "pines", "peaks"])
    sky, ground, shine = PALETTES[palette]
    sky, ground, shine = [rgb(colour) for colour in sky], [rgb(colour) for colour in ground], rgb(shine)
    width, height, unit = sheet.width, sheet.height, min(sheet.width, sheet.height)
    sun = (width * rng.uniform(0.28, 0.72), height * rng.uniform(0.26, 0.36))

    sheet.fill(sky[0])
    if palette == "night":
        scatter_stars(sheet, rng, shine)
    for index, radius in enumerate((0.62, 0.43, 0.27)):
        sheet.lay(disc(sheet, *sun, unit * radius), mix(sky[0], sky[2], (index + 1) / 3.4))
    sheet.lay(disc(sheet, *sun, unit * 0.125), mix(sky[2], shine, 0.85), lift=1.5)
    for _ in range(rng.randint(2, 4)):
        sheet.lay(cloud(sheet, rng, unit), mix(sky[2], (255, 255, 255), 0.12 if palette == "night" else 0.6))
    if re.search(BIRDS, words) and palette != "night":
        scatter_birds(sheet, rng, ground[1], unit)
    paint_land(sheet, rng, land, ground, options.layers, boats=re.search(BOATS, words), shine=shine)
    sheet.lay(overhang(sheet, rng), mix(ground[1], (0, 0, 0), 0.25), lift=2.2)


def choose(table, words, otherwise):
    for name, pattern in table:
        if re.search(rf"\b(?:{pattern})", words):
            return name
    return otherwise[hashlib.sha256(words.encode()).digest()[0] % len(otherwise)]


def paint_land(sheet, rng, land, ground, layers, boats, shine):
    for index in range(layers):
        near = index / (layers - 1)
        base = sheet.height * (0.52 + 0.36 * near**0.9)
        colour = mix(ground[0], ground[1], near**1.15)
        if boats and index == layers // 2:
            for part, paint_of_part in zip(boat(sheet, rng, base), (mix(shine, colour, 0.08), (178, 62, 52))):
                sheet.lay(part, paint_of_part, lift=0.7)
        sheet.lay(OUTLINES[land](sheet, rng, base, near), colour, lift=0.8 + near)


# Outlines: for each column of pixels the top and the bottom edge of the paper.


def hills(sheet, rng, base, near):
    return ridge(sheet, rolling(sheet, rng, base, 0.055, (0.8, 1.7, 3.4)))


def dunes(sheet, rng, base, near):
    shift, length = rng.random(), rng.uniform(0.45, 0.8)
    crest = lambda x: 1 - abs(((x / sheet.width / length + shift) % 1) ** 0.6 * 2 - 1) ** 1.5
    wave = rolling(sheet, rng, 0, 0.02, (1.1, 2.3))
    return ridge(sheet, [base + wave[x] - sheet.height * 0.09 * crest(x) for x in range(sheet.width)])


def waves(sheet, rng, base, near):
    shift, length = rng.random() * 9, sheet.height * (0.1 + 0.1 * near)
    swell = rolling(sheet, rng, base, 0.016, (0.7, 1.9))
    crest = lambda x: 1 - abs(math.sin(x / length * 1.6 + shift))
    return ridge(sheet, [swell[x] - length * 0.2 * crest(x) for x in range(sheet.width)])


def peaks(sheet, rng, base, near):
    points, rough = [rng.uniform(-1, 1) for _ in range(5)], 0.62
    for _ in range(5):
        between = [(a + b) / 2 + rng.uniform(-rough, rough) for a, b in zip(points, points[1:])]
        points = [point for pair in zip(points, between) for point in pair] + points[-1:]
        rough *= 0.5
    step = (sheet.width - 1) / (len(points) - 1)
    high = sheet.height * (0.17 - 0.1 * near)
    tops = []
    for x in range(sheet.width):
        index = min(int(x / step), len(points) - 2)
        part = x / step - index
        tops.append(base - high * (points[index] * (1 - part) + points[index + 1] * part))
    return ridge(sheet, tops)


def pines(sheet, rng, base, near):
    tops = rolling(sheet, rng, base + sheet.height * 0.02, 0.045, (0.7, 1.6))
    size = sheet.height * (0.07 + 0.08 * near)
    x = rng.uniform(-size, 0) * 0.3
    while x < sheet.width + size:
        tall = size * rng.uniform(0.6, 1.3)
        foot = tops[min(max(int(x), 0), sheet.width - 1)] + size * 0.1
        for column in range(max(0, int(x - tall / 3)), min(sheet.width, int(x + tall / 3))):
            out = abs(column - x) / (tall / 3)
            tier = math.floor(out * 4) / 4
            tops[column] = min(tops[column], foot - tall * (1 - tier - (out - tier) * 0.6))
        x += size * rng.uniform(0.25, 0.8)
    return ridge(sheet, tops)


def skyline(sheet, rng, base, near):
    tops, x = [base] * sheet.width, 0
    unit = sheet.height * (0.045 + 0.05 * near)
    while x < sheet.width:
        wide = int(unit * rng.uniform(0.7, 1.7))
        roof = base - unit * rng.uniform(0.2, 3.4 - 1.6 * near)
        kind = rng.choice("flat flat gable spire".split())
        for column in range(x, min(sheet.width, x + wide)):
            off = abs((column - x) / wide - 0.5)
            tops[column] = roof - (unit * 0.45 * (1 - 2 * off) if kind == "gable" else 0)
            if kind == "spire" and off * wide < unit * 0.05:
                tops[column] = roof - unit * 0.7
        x += wide
    return ridge(sheet, tops)


OUTLINES = {"hills": hills, "dunes": dunes, "waves": waves, "peaks": peaks, "pines": pines, "skyline": skyline}


def rolling(sheet, rng, base, high, waves_across):
    parts = [(count * rng.uniform(0.8, 1.2), rng.random() * 7, 1 / (n + 1)) for n, count in enumerate(waves_across)]
    high *= sheet.height
    angle = 2 * math.pi / max(sheet.width, sheet.height)
    return [base - high * sum(w * math.sin(x * angle * c + p) for c, p, w in parts) for x in range(sheet.width)]


def ridge(sheet, tops):
    return tops, [sheet.height + 1e3] * sheet.width


def blank(sheet):
    return [NOTHING] * sheet.width, [-NOTHING] * sheet.width


def join(outline, x, top, bottom):
    tops, bottoms = outline
    if 0 <= x < len(tops) and top < bottom:
        tops[x], bottoms[x] = min(tops[x], top), max(bottoms[x], bottom)


def disc(sheet, cx, cy, radius, outline=None):
    outline = outline or blank(sheet)
    for x in range(int(cx - radius) - 1, int(cx + radius) + 2):
        half = math.sqrt(max(0, radius**2 - (x - cx) ** 2))
        join(outline, x, cy - half, cy + half)
    return outline


def cloud(sheet, rng, unit):
    outline = blank(sheet)
    size = unit * rng.uniform(0.035, 0.06)
    x, base = sheet.width * rng.random(), sheet.height * rng.uniform(0.1, 0.45)
    for index, part in enumerate((0.6, 1.0, 1.35, 0.95, 0.65)):
        disc(sheet, x + size * 1.25 * index, base - size * part * 0.55, size * part, outline)
    return outline[0], [min(bottom, base) for bottom in outline[1]]


def boat(sheet, rng, base):
    long = sheet.height * 0.13
    middle, deck = sheet.width * rng.uniform(0.3, 0.7), base - sheet.height * 0.048
    sail, hull = blank(sheet), blank(sheet)
    for x in range(int(middle - long), int(middle + long)):
        off = (x - middle) / long
        if -0.42 < off < 0.55 and abs(off) > 0.012:
            rise = 1 - off / 0.55 if off > 0 else 0.78 * (1 + off / 0.42)
            join(sail, x, deck - long * (0.12 + 1.25 * rise), deck - long * 0.1)
        if abs(off) < 0.75:
            join(hull, x, deck - long * 0.12 * off * off, deck + long * 0.24 * (1 - (off / 0.75) ** 4))
    return sail, hull


def overhang(sheet, rng):
    """The nearest sheet: a window cut into it, through which the rest is seen."""
    swing = rolling(sheet, rng, 0, 0.012, (1.3, 2.9))
    middle, half = sheet.width / 2, sheet.width * 0.505
    tops = []
    for x in range(sheet.width):
        arch = max(0, 1 - abs((x - middle) / half) ** 3.4) ** (1 / 3.4)
        tops.append(sheet.height * (0.36 - 0.315 * arch) + swing[x])
    return [-1e3] * sheet.width, tops


def scatter_stars(sheet, rng, colour):
    for _ in range(70):
        x, y, size = rng.randrange(sheet.width), rng.random() ** 1.4 * sheet.height * 0.6, rng.uniform(1.2, 4.5)
        size *= min(sheet.width, sheet.height) / 1080
        star = blank(sheet)
        for column in range(int(x - size), int(x + size) + 1):
            half = size * (1 - min(1, abs(column - x) / size)) ** 1.6 + 0.4
            join(star, column, y - half, y + half)
        sheet.lay(star, colour, lift=0)


def scatter_birds(sheet, rng, colour, unit):
    x, y = sheet.width * rng.uniform(0.2, 0.75), sheet.height * rng.uniform(0.2, 0.32)
    for _ in range(rng.randint(3, 6)):
        span = unit * rng.uniform(0.012, 0.024)
        bird = blank(sheet)
        for column in range(int(x - span), int(x + span) + 1):
            off = abs(column - x) / span
            wing = y - span * 0.55 * math.sin(min(1, off) * math.pi * 0.8)
            join(bird, column, wing, wing + span * 0.2 * (1 - off * off))
        sheet.lay(bird, colour, lift=0)
        x, y = x + unit * rng.uniform(0.035, 0.09), y + unit * rng.uniform(-0.04, 0.03)


class Sheet:
    """The picture so far, kept column by column: paper is laid a column at a time."""

    SHADES = 18

    def __init__(self, width, height):
        self.width, self.height = width, height
        self.columns = []

    def fill(self, colour):
        shaded = self.gradient(colour)
        self.columns = [bytearray(shaded) for _ in range(self.width)]

    def gradient(self, colour):
        rows = (mix(colour, (0, 0, 0), 0.1 * y / self.height) for y in range(self.height))
        return b"".join(bytes(row) for row in rows)

    def lay(self, outline, colour, lift=1.0):
        """Lays one paper on the others. `lift`: how far above them, which its shadow shows."""
        if lift > 0:
            self.cast_shadow(outline, lift)
        tops, bottoms = outline
        face = self.gradient(colour)
        rim = bytes(mix(colour, (255, 255, 255), 0.28)) * max(1, round(min(self.width, self.height) / 540))
        for x, column in enumerate(self.columns):
            if tops[x] >= bottoms[x] or tops[x] >= self.height or bottoms[x] <= 0:
                continue
            thick = bottoms[x] - tops[x]
            first = self.soften(column, tops, x, rim[:3] * self.height if lift > 0 else face, 1, thick)
            last = self.soften(column, bottoms, x, face, -1, thick)
            if first < last:
                column[3 * first : 3 * last] = face[3 * first : 3 * last]
                if lift > 0 and first > 0:
                    column[3 * first : 3 * first + len(rim)] = rim[: 3 * (last - first)]

    def soften(self, column, edge, x, face, inward, thick):
        """Blends the pixels that the paper's edge crosses, so that it has no steps; gives where the plain ones are."""
        here = edge[x]
        left = edge[x - 1] if x > 0 and math.isfinite(edge[x - 1]) else here
        right = edge[x + 1] if x + 1 < self.width and math.isfinite(edge[x + 1]) else here
        low, high = sorted(((left + here) / 2, (right + here) / 2))
        if not 1 < high - low < 80:  # nearly level, or a wall
            low, high = here - 0.5, here + 0.5
        if high - low > thick:
            low, high = here - thick / 2, here + thick / 2
        start, end = (int(min(max(pixel, 0), self.height)) for pixel in (math.floor(low), math.ceil(high)))
        for y in range(start, end):
            crossed = min(1, max(0, (y + 0.5 - low) / (high - low)))
            cover = crossed if inward > 0 else 1 - crossed
            for at in range(3 * y, 3 * y + 3):
                column[at] = int(column[at] + (face[at] - column[at]) * cover)
        return end if inward > 0 else start

    def cast_shadow(self, outline, lift):
        """Darkens what lies around the paper, the more the nearer, a little down and to the right."""
        step = lift * min(self.width, self.height) / 1080 * 1.6
        rings = [shifted(outline, round(step * 3), step * 2.5)]
        for _ in range(self.SHADES):
            rings.append(grown(rings[-1], step))
        for index in range(self.SHADES, 0, -1):
            strength = 0.46 * (1 - index / (self.SHADES + 1)) ** 1.7
            self.darken(rings[index], rings[index - 1], strength)
        self.darken(rings[0], None, 0.46)

    def darken(self, outer, inner, strength):
        table = bytes(int(value * (1 - strength)) for value in range(256))
        for x, column in enumerate(self.columns):
            top, bottom = clip(outer, x, self.height)
            if top >= bottom:
                continue
            hole = clip(inner, x, self.height) if inner else (bottom, bottom)
            if hole[0] >= hole[1]:
                hole = (bottom, bottom)
            for start, end in ((top, min(hole[0], bottom)), (hole[1], bottom)):
                if start < end:
                    column[3 * start : 3 * end] = column[3 * start : 3 * end].translate(table)

    def png(self):
        pixels, line = b"".join(self.columns), 3 * self.height
        rows = bytearray()
        row = bytearray(1 + 3 * self.width)
        for y in range(self.height):
            for part in range(3):
                row[1 + part :: 3] = pixels[3 * y + part :: line]
            rows += row
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        chunks = (b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 6)), (b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, data) for name, data in chunks)


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def clip(outline, x, height):
    top, bottom = outline[0][x], outline[1][x]
    if top >= bottom:
        return 0, 0
    return int(min(max(top, 0), height)), int(min(max(bottom, 0), height))


def shifted(outline, right, down):
    tops, bottoms = outline
    right = min(right, len(tops) - 1)
    move = lambda edge: [value + down for value in edge[:1] * right + edge[: len(edge) - right]]
    return move(tops), move(bottoms)


def grown(outline, by):
    """The outline with a margin of `by` pixels around it."""
    tops, bottoms = outline
    wide = max(1, round(by))
    slant = 0.7 * by
    far = lambda edge, n: edge[:1] * n + edge[:-n], lambda edge, n: edge[n:] + edge[-1:] * n
    near = max(1, round(slant))

    def spread(edge, sign, best):
        around = [far[0](edge, wide), far[1](edge, wide), far[0](edge, near), far[1](edge, near)]
        return [best(e + sign * by, a, b, c + sign * slant, d + sign * slant) for e, a, b, c, d in zip(edge, *around)]

    return spread(tops, -1, min), spread(bottoms, 1, max)


def rgb(colour):
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def mix(one, other, part):
    return tuple(round(a + (b - a) * part) for a, b in zip(one, other))


if __name__ == "__main__":
    main()
