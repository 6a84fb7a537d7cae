"""What the page of rules adds to the look of every page: the law beside the rule, versions side by side."""

STYLE = """\
.beside { display: grid; grid-template-columns: 3fr 2fr; gap: 1.5rem; }
.law { border-left: 1px solid #767676; padding-left: 1rem; }
.versions { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 1.5rem; }
.versions .beside { grid-template-columns: 1fr; }
.index { display: grid; grid-template-columns: 1fr 2fr; gap: 0.3rem 1rem; }
.index dd { margin: 0; }
@media (max-width: 40rem) { .beside, .index { grid-template-columns: 1fr; } }
@media print { .beside { break-inside: avoid; } }
"""
