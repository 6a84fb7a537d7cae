"""What a hand-out adds to the look of every page: tables with lines, the outcome in a frame, lines to write on."""

STYLE = """\
.for { border: 2px solid #1a1a1a; padding: 0.4rem 0.8rem; font-weight: 600; }
section { margin-top: 1.2rem; }
table { border-collapse: collapse; margin: 0.4rem 0; width: 100%; }
th, td { border: 1px solid #767676; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
thead th { background: #f0f0f0; font-size: 0.9rem; }
tbody th { font-weight: 600; }
.behind { font-size: 0.9rem; }
.behind ul, .behind p { margin: 0; }
.behind p { color: #4a4a4a; }
.outcome { border: 1px solid #1a1a1a; border-radius: 3px; padding: 0 0.3em; white-space: nowrap; font-size: 0.9rem; }
.divided, .otherwise { background: #fdf0dc; }
.agreed { background: #e6f4e8; }
.beside-it { color: #4a4a4a; font-size: 0.95rem; }
.ruled div { border-bottom: 1px solid #767676; height: 1.8rem; }
.blank { display: inline-block; min-width: 8rem; border-bottom: 1px solid #1a1a1a; }
.label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
td .blank { min-width: 4rem; border: 0; }
@media print {
  :root { font-size: 9pt; }
  body { font-size: 1rem; line-height: 1.4; }
  section { margin-top: 0.7rem; }
  th, td { padding: 0.15rem 0.4rem; }
  figure svg { max-height: 120mm; }
  tr, .ruled { break-inside: avoid; }
  thead { display: table-header-group; }
}
"""
