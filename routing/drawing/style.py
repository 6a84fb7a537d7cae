"""How every page looks: one column to read, A4 in print, nothing that has to be loaded."""

STYLE = """\
:root { color: #1a1a1a; background: #ffffff; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; line-height: 1.7; overflow-wrap: break-word;
  font-family: 'Noto Sans JP', 'Hiragino Sans', 'Yu Gothic', Meiryo, 'Noto Sans CJK JP', sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.35; }
h2 { font-size: 1.3rem; line-height: 1.35; }
h3, h4 { font-size: 1.05rem; margin: 1rem 0 0.3rem; }
a { color: #0b4a8f; }
code, pre { font-size: 0.85em; font-family: ui-monospace, Consolas, monospace; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f4f4f4; padding: 0.6rem; }
p { margin: 0.4rem 0; }
ul { margin: 0.2rem 0; padding-left: 1.4rem; }
article { border-top: 2px solid #1a1a1a; margin-top: 2rem; }
.other, .meta, header p, footer p, figcaption { color: #4a4a4a; font-size: 0.9rem; }
.meta { overflow-wrap: anywhere; }
.note { border-left: 4px solid #8a6100; padding-left: 0.6rem; }
figure { margin: 0.5rem 0; overflow-x: auto; }
figure svg { max-width: 100%; height: auto; }
summary { cursor: pointer; }
@page { size: A4; margin: 16mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  a { color: inherit; text-decoration: none; }
  article { break-inside: auto; }
  h1, h2, h3, h4 { break-after: avoid; }
  figure, li { break-inside: avoid; }
  figure { overflow: visible; }
  figure svg { max-height: 240mm; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
"""
