#!/usr/bin/env python3
"""Turns the line drawings in drawings/ into the filled icons beside this file.

Fyne recolours an icon by its fills alone: a stroke keeps its colour, and a line or polyline is dropped
(fyne v2.8.1, internal/svg/svg.go, Colorize). So an icon is drawn with strokes, which are easy to change,
and kept as one filled path, which follows the theme. Outer edges and holes run opposite ways, so that the
path needs no fill rule, which Colorize would drop too.

Needs python3-fonttools, python3-shapely and librsvg2-bin (Debian 12).
"""
import pathlib
import subprocess
import xml.etree.ElementTree as ET

from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.polygon import orient
from shapely.ops import unary_union

HERE = pathlib.Path(__file__).parent
STEPS = 12  # straight pieces for one curve, a quarter of a circle at most


def runs(d):
    """The path data d as (points, closed) runs of straight pieces."""
    pen = RecordingPen()
    parse_path(d, pen)
    found, points = [], []
    for verb, args in pen.value:
        if verb == "moveTo":
            points = [args[0]]
        elif verb == "lineTo":
            points.append(args[0])
        elif verb == "curveTo":
            (x0, y0), (a, b, c) = points[-1], args
            for i in range(1, STEPS + 1):
                t = i / STEPS
                k = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3)
                points.append((k[0] * x0 + k[1] * a[0] + k[2] * b[0] + k[3] * c[0],
                               k[0] * y0 + k[1] * a[1] + k[2] * b[1] + k[3] * c[1]))
        elif verb in ("closePath", "endPath"):
            found.append((points, verb == "closePath"))
    return found


def shape(element):
    """What one drawn element covers."""
    get = lambda name: float(element.get(name, 0))
    half = get("stroke-width") / 2
    kind = element.tag.rpartition("}")[2]
    if kind == "circle":
        disc = Point(get("cx"), get("cy"))
        if element.get("fill") != "none":
            return disc.buffer(get("r") + half, STEPS)
        return disc.buffer(get("r") + half, STEPS).difference(disc.buffer(get("r") - half, STEPS))
    if kind == "rect":
        x, y, rx = get("x"), get("y"), get("rx")
        core = box(x + rx, y + rx, x + get("width") - rx, y + get("height") - rx)
        return core.buffer(rx + half, STEPS).difference(core.buffer(rx - half, STEPS))
    covered = []
    for points, closed in runs(element.get("d")):
        if element.get("fill") != "none":
            covered.append(Polygon(points))
        if half:
            covered.append(LineString(points + points[:1] if closed else points).buffer(half, STEPS))
            if closed:  # the join at the start is round like every other
                covered.append(Point(points[0]).buffer(half, STEPS))
    return unary_union(covered)


def data(area):
    """Path data for an area: outer edges one way round, holes the other."""
    parts = []
    for piece in getattr(area, "geoms", [area]):
        piece = orient(piece.simplify(0.01))
        for ring in [piece.exterior, *piece.interiors]:
            at = [f"{x:.2f}".rstrip("0").rstrip(".") + " " + f"{y:.2f}".rstrip("0").rstrip(".")
                  for x, y in ring.coords[:-1]]
            parts.append("M" + " L".join(at) + " Z")
    return " ".join(parts)


for drawing in sorted((HERE / "drawings").glob("*.svg")):
    area = unary_union([shape(element) for element in ET.parse(drawing).getroot()])
    (HERE / drawing.name).write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">\n'
        f'  <path d="{data(area)}" fill="#000000"/>\n</svg>\n')

subprocess.run(["rsvg-convert", "-w", "512", "-h", "512", "-o", HERE / "app.png", HERE / "app.svg"], check=True)
