#!/bin/sh
# Makes OffprintSymbols.ttf: the mathematics and symbols that the Noto Sans inside Fyne 2.8.1 lacks.
#
# It holds nothing that Noto Sans has (no letters, digits, superscripts or letterlike symbols), so that it can stand
# before Noto Sans in a theme and leave ordinary text, its weight and its line height alone. The one exception is the
# space: a space behind a sign is drawn with the sign's font, and never changes the font by itself.
# Signs that Unicode shows as emoji unless asked otherwise (UTS #51, Emoji_Presentation) are left out too.
#
# usage: make.sh [folder of the Noto fonts]
# Needs (Debian 12): python3-fonttools, and NotoSans-Regular, NotoSansMath-Regular, NotoSansSymbols2-Regular and
# NotoSansSymbols-Regular from fonts-noto-core.
set -eu
noto=${1:-/usr/share/fonts/truetype/noto}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

/usr/bin/python3 - "$noto" "$work" <<'PYTHON'
import sys
from fontTools.ttLib import TTFont
noto, work = sys.argv[1:]

wanted = set()
for first, last in [
    (0x20D0, 0x20FF), (0x2190, 0x23FF), (0x2460, 0x24FF), (0x25A0, 0x27FF), (0x2900, 0x2AFF),
    (0x2B05, 0x2B07), (0x1D400, 0x1D7FF),
]:
    wanted |= set(range(first, last + 1))
for first, last in [
    (0x231A, 0x231B), (0x23E9, 0x23EC), (0x23F0, 0x23F0), (0x23F3, 0x23F3), (0x25FD, 0x25FE), (0x2614, 0x2615),
    (0x2648, 0x2653), (0x267F, 0x267F), (0x2693, 0x2693), (0x26A1, 0x26A1), (0x26AA, 0x26AB), (0x26BD, 0x26BE),
    (0x26C4, 0x26C5), (0x26CE, 0x26CE), (0x26D4, 0x26D4), (0x26EA, 0x26EA), (0x26F2, 0x26F3), (0x26F5, 0x26F5),
    (0x26FA, 0x26FA), (0x26FD, 0x26FD), (0x2705, 0x2705), (0x270A, 0x270B), (0x2728, 0x2728), (0x274C, 0x274C),
    (0x274E, 0x274E), (0x2753, 0x2755), (0x2757, 0x2757), (0x2795, 0x2797), (0x27B0, 0x27B0), (0x27BF, 0x27BF),
]:
    wanted -= set(range(first, last + 1))
wanted -= set(TTFont(f"{noto}/NotoSans-Regular.ttf").getBestCmap())
wanted |= {0x20, 0xA0}

# The first font that has a character gives it.
for name in ["NotoSansMath", "NotoSansSymbols2", "NotoSansSymbols"]:
    here = wanted & set(TTFont(f"{noto}/{name}-Regular.ttf").getBestCmap())
    wanted -= here
    with open(f"{work}/{name}.txt", "w") as out:
        out.write(",".join(f"U+{r:04X}" for r in sorted(here)))
PYTHON

for name in NotoSansMath NotoSansSymbols2 NotoSansSymbols; do
	pyftsubset "$noto/$name-Regular.ttf" --unicodes-file="$work/$name.txt" --output-file="$work/$name.ttf" \
		--layout-features= --no-hinting --desubroutinize --notdef-outline \
		--drop-tables+=MATH,GSUB,GPOS,GDEF,meta,DSIG
done
(cd "$work" && pyftmerge NotoSansMath.ttf NotoSansSymbols2.ttf NotoSansSymbols.ttf >/dev/null)

/usr/bin/python3 - "$work/merged.ttf" "$here/OffprintSymbols.ttf" <<'PYTHON'
import sys
from fontTools.ttLib import TTFont
font = TTFont(sys.argv[1], recalcTimestamp=False)
# Noto Sans's own line height: a sign in a title must not make its line taller.
font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = 1069, -293, 0
os2 = font["OS/2"]
os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = 1069, -293, 0
os2.usWinAscent, os2.usWinDescent = 1069, 293
font["head"].created = font["head"].modified = 3786912000  # 2024-01-01, so that the same fonts make the same file
names = font["name"]
names.names = []
for identifier, text in {
    0: "Copyright 2016, 2018 Google LLC, 2017 Google Inc. All Rights Reserved.",
    1: "Offprint Symbols", 2: "Regular", 3: "Offprint Symbols 1.0", 4: "Offprint Symbols", 5: "Version 1.0",
    6: "OffprintSymbols-Regular",
    13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
    14: "https://openfontlicense.org",
}.items():
    names.setName(text, identifier, 3, 1, 0x409)
font["post"].formatType = 3.0
for space in (0x20, 0xA0):
    font["hmtx"][font.getBestCmap()[space]] = (260, 0)  # as wide as in Noto Sans, regular and bold
font.save(sys.argv[2])
PYTHON
