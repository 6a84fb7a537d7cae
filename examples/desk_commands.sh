# A Kinuta case at the desk, by commands: nobody answers, they are reminded, the sections advise, the lead accepts.
set -e
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
export ROUTING_DESK_DB="sqlite:///$folder/desk.db"

run() {
    echo "\$ routing desk $*"
    routing desk "$@" --lang en
    echo
}

run open examples/kinuta/chores.yaml --now 2026-08-03T10:00
run tick --now 2026-08-05T10:00
run tick --now 2026-08-10T10:00
run board --now 2026-08-10T12:00
run accept kinuta-chores/1 --by social_council@kinuta-shakyo --now 2026-08-10T15:00
run complete kinuta-chores/2 --by social_council@kinuta-shakyo --now 2026-08-12T12:00
run report --now 2026-08-13T09:00
