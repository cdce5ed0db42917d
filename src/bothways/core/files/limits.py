"""How much of anything a file may have, in one place. Rendered to the documents from here."""

from __future__ import annotations

MB = 1_000_000

# Bytes of a file as it arrives, by what it is sent as.
SIZE = {"register": 120 * MB, "roster": 120 * MB, "image": 30 * MB, "video": 500 * MB, "text": 20 * MB}

# Archives: XLSX and ODS are archives too.
ENTRIES = 200
ENTRY_BYTES = 40 * MB
SHEET_BYTES = 160 * MB  # the XML of one worksheet, which is streamed and never held
TOTAL_BYTES = 80 * MB  # everything but worksheets
RATIO = 100
RATIO_FLOOR = 1 * MB  # below this a small file may shrink as far as it likes

PIXELS = 40 * MB
WEBP_PIXELS = 16 * MB  # libwebp holds four copies while it decodes
CLEAR_PIXELS = 24 * MB  # see-through pictures are held twice while they shrink
LONG_SIDE = 3_000  # of the picture we keep

LINE_CHARS = 4_000_000
CELL_CHARS = 1_000_000  # Excel itself stops at 32,767
COLUMNS = 16_384

# The child process.
MEMORY = 360 * 1024 * 1024  # with the program that asks, a file costs less than 400 MiB
OUTPUT_BYTES = 256 * MB
ROOM = 64 * MB  # left free on the disk, besides three times the file
SECONDS = 20
