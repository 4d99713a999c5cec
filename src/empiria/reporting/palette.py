"""The colours of a chart outside a page: a downloaded SVG or PNG carries its own light palette.

On a page the same classes are coloured by the design system (`monitor/charts.css`), dark theme included.
"""

INK, MUTED, GROUP = "#1b2430", "#5a6572", "#7d93a6"
SURFACE, LINE, LINE_STRONG = "#ffffff", "#e2ded3", "#cfcabd"
YOU, YOU_TEXT = "#d9481c", "#b93a12"
BETTER_TINT, WORSE_TINT = "#eef6f4", "#faf1ec"
BAND = "#dbe4e9"
SERIES = ("#12506b", "#d3773e", "#728ce5", "#754d19", "#a05f5f", "#1267ae", "#ac849e", "#563022")
DIVERGING = ("#96420f", "#d08a4e", "#e6d9c3", "#7fb5b0", "#1b7f79")
# From little to much, where neither side is better.
SEQUENCE = ("#c9d9e0", "#a3c0cc", "#749fb2", "#447c95", "#1f5d78")
MISSING = "#b9b4a6"

STYLE = (
    f"""
text{{font-family:"Source Sans Pro","Source Sans 3",sans-serif;font-size:12px;fill:{INK}}}
.ch-ground{{fill:{SURFACE}}}
.ch-title{{font-size:16px;font-weight:700}}
.ch-note,.ch-tick,.ch-corner,.ch-axis-title{{fill:{MUTED}}}
.ch-corner,.ch-tick{{font-size:11px}}
.ch-end{{text-anchor:end}}
.ch-middle{{text-anchor:middle}}
.ch-rule{{fill:none;stroke:{LINE_STRONG};stroke-width:1}}
.ch-grid{{fill:none;stroke:{LINE};stroke-width:1}}
.ch-frame{{fill:{SURFACE};stroke:{LINE}}}
.ch-better{{fill:{BETTER_TINT}}}
.ch-worse{{fill:{WORSE_TINT}}}
.ch-band{{fill:{BAND}}}
.ch-median{{fill:none;stroke:{INK};stroke-width:2}}
.ch-dots{{fill:none;stroke:{GROUP};stroke-width:7;stroke-linecap:round}}
.ch-columns{{fill:none;stroke:{GROUP};stroke-width:2}}
.ch-dot{{fill:{GROUP};stroke:{SURFACE};stroke-width:1}}
.ch-you{{fill:none;stroke:{YOU};stroke-width:13;stroke-linecap:round}}
.ch-ring{{fill:none;stroke:{SURFACE};stroke-width:17;stroke-linecap:round}}
.ch-you-dot{{fill:{YOU};stroke:{SURFACE};stroke-width:2}}
.ch-label,.ch-you-text{{paint-order:stroke;stroke:{SURFACE};stroke-width:3;stroke-linejoin:round}}
.ch-you-text{{fill:{YOU_TEXT};font-weight:700;font-size:14px}}
.ch-you-line{{fill:none;stroke:{YOU};stroke-width:2}}
.ch-whisker{{fill:none;stroke:{MUTED};stroke-width:1.5}}
.ch-group-line{{fill:none;stroke:{GROUP};stroke-width:1.5}}
.ch-outline{{fill:{SURFACE};stroke:{LINE_STRONG};stroke-width:1}}
.ch-areas path{{fill-rule:evenodd}}
.ch-border{{fill:none;stroke:{INK};stroke-width:.8;stroke-opacity:.55}}
.ch-missing{{stroke:{MISSING};stroke-width:.4}}
.ch-hatching{{fill:none;stroke:{MISSING};stroke-width:1.2}}
.ch-faint{{opacity:.22}}
.ch-areas .ch-you-line{{stroke-width:2.5}}
.ch-class-0{{fill:none;stroke:{MUTED};stroke-width:1;stroke-dasharray:2 2}}
.ch-strong{{font-size:14px;font-weight:700}}
.ch-line{{fill:none;stroke-width:2}}
.ch-number{{font-weight:700}}
"""
    + "".join(
        f".ch-series-{position}{{fill:{colour}}}\n.ch-series-{position}.ch-line{{fill:none;stroke:{colour}}}\n"
        for position, colour in enumerate(SERIES, start=1)
    )
    + "".join(
        f".ch-class-{position}{{fill:{colour};stroke:{SURFACE};stroke-width:1}}\n"
        for position, colour in enumerate(DIVERGING, start=1)
    )
)
STYLE += "".join(
    f".ch-level-{position}{{fill:{colour};stroke:{SURFACE};stroke-width:1}}\n"
    for position, colour in enumerate(SEQUENCE, start=1)
)
# A class stands on the group of its shapes: thousands of borders are thin.
STYLE += (
    ".ch-areas g{stroke-width:.4}.ch-areas .ch-class-0{stroke-width:1}.ch-areas .ch-picked{stroke:"
    + INK
    + ";stroke-width:1}\n"
)
