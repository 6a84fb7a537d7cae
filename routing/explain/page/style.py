"""What the pages about a case add to the look of every page: the gist in cards, entries with reasons that unfold."""

STYLE = """\
article:first-of-type { border-top: 0; margin-top: 0; }
section { margin-top: 1.6rem; }
.glance { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 0.8rem; margin: 1rem 0; }
.glance div { border: 1px solid #767676; border-left-width: 6px; border-radius: 4px; padding: 0.4rem 0.8rem; }
.glance dt { color: #4a4a4a; font-size: 0.85rem; }
.glance dd { margin: 0; font-weight: 600; line-height: 1.5; overflow-wrap: anywhere; }
.glance .lead { border-left-color: #2c6e3f; }
.glance .holder { border-left-color: #0b4a8f; }
.glance .immediate, .glance .excluded, .glance .duties { border-left-color: #a3123a; }
.glance .backup, .glance .blocked, .glance .gaps { border-left-color: #8a6100; }
.entries { list-style: none; padding: 0; }
.entries > li { border-top: 1px solid #c9c9c9; padding: 0.5rem 0; }
.entries > li > p { margin: 0; }
.what { font-weight: 600; }
.beside-it { color: #4a4a4a; font-size: 0.95rem; }
details { margin: 0.2rem 0; }
summary { color: #0b4a8f; font-size: 0.95rem; }
.reason { border-left: 3px solid #c9c9c9; margin: 0.4rem 0 0.8rem; padding-left: 0.8rem; font-size: 0.95rem; }
.reason p { margin: 0; }
.reason dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 0.8rem; margin: 0; }
.reason dt { color: #4a4a4a; font-size: 0.9rem; }
.reason dd { margin: 0; grid-column: 2; overflow-wrap: anywhere; }
.sure { white-space: nowrap; font-size: 0.85em; border: 1px solid #767676; border-radius: 3px; padding: 0 0.3em; }
table { border-collapse: collapse; margin: 0.6rem 0; width: 100%; }
th, td { border-bottom: 1px solid #c9c9c9; padding: 0.25rem 0.6rem 0.25rem 0; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
caption { text-align: left; font-weight: 600; padding-top: 0.4rem; }
thead th { color: #4a4a4a; font-size: 0.85rem; font-weight: 600; }
tbody th { font-weight: 600; }
footer { border-top: 1px solid #c9c9c9; margin-top: 2rem; }
@media (max-width: 40rem) { .reason dl { grid-template-columns: 1fr; } .reason dd { grid-column: 1; } }
@media print {
  :root { font-size: 9pt; }
  body { font-size: 1rem; line-height: 1.45; }
  h3 { margin: 0.6rem 0 0.2rem; }
  figure svg { max-height: 175mm; }
  article + article, nav + article { break-before: page; border-top: 0; margin-top: 0; }
  section { margin-top: 0.6rem; }
  .whole-rule { display: none; }
  .reason { margin: 0.2rem 0 0.4rem; }
  .entries > li { padding: 0.25rem 0; }
  details { margin: 0; }
  .glance { grid-template-columns: 1fr 1fr 1fr; gap: 0.5rem; margin: 0.5rem 0; }
  .glance div, tr, .reason { break-inside: avoid; }
  .entries > li { break-inside: auto; }
  .what, .beside-it, summary, caption { break-after: avoid; }
  summary { color: inherit; list-style: none; }
  thead { display: table-header-group; }
}
"""
