"""`routing rules fmt`: files of rules in one layout, so that a change of a rule is all that a diff shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.options import format_option
from routing.cli.outcome import BAD_INPUT, DONE, FINDINGS, complain

if TYPE_CHECKING:
    from routing.errors import RoutingError
    from routing.quality.fmt.files import Laid


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="NAME|DIR|FILE...")
@click.option("--check", is_flag=True, help="Write nothing; name the files that have another layout.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@format_option("text", "json", help="Form of the list of files.")
def fmt(targets: tuple[str, ...], check: bool, diff: bool, form: Literal["text", "json"]) -> int:
    """Lay out rule, test, rulebook, vocabulary and directory files in the canonical way.

    NAME is a bundled rulebook, DIR a folder with a rulebook.yaml, FILE one YAML file. Fields are put in order, levels
    indented by two columns, rules and tests parted by a blank line. Comments, patterns, and the line breaks inside
    brackets stay. A file is written only after its new text was read again and says the same; one for which that
    fails is left as it is and told on stderr, and the others go on.

    \b
    Exit codes: 0 done; 1 with --check or --diff: a file has another layout; 2 a file or a rulebook is not valid.

    \b
    Examples:
      routing rules fmt rules/setagaya
      routing rules fmt --check national generic
      routing rules fmt --diff rules/setagaya/counter.yaml
    """
    from routing.quality.fmt.files import laid_out

    changed: list[Laid] = []
    same = 0
    errors: list[RoutingError] = []
    for target in targets:
        for laid in laid_out(target):
            if isinstance(laid, Exception):
                errors.append(laid)
            elif not laid.changed:
                same += 1
            else:
                changed.append(laid)
                if not (check or diff):
                    laid.write()
                if form == "text":
                    _tell(laid, diff)
    for error in errors:
        complain(error)
    dry = check or diff
    if form == "json":
        content = {
            "changed": [laid.shown for laid in changed],
            "same": same,
            "refused": len(errors),
            "written": not dry,
        }
        click.echo(json.dumps(content, ensure_ascii=False))
    else:
        done = "would change" if dry else "changed"
        click.echo(f"{len(changed)} {done}, {same} as they should be, {len(errors)} refused", err=True)
    return BAD_INPUT if errors else FINDINGS if dry and changed else DONE


def _tell(laid: Laid, diff: bool) -> None:
    if not diff:
        click.echo(laid.shown)
        return
    for line in laid.diff():
        click.secho(line, fg={"+": "green", "-": "red", "@": "cyan"}.get(line[:1]))
