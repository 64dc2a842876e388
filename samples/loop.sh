#!/bin/sh
# The whole loop by the command line alone: check, mend, divide, send, follow, deploy, talk, take away.
#
#   sh loop.sh [DATA] [FOLDER]
#
# It runs against the practice service, which it starts and ends: nothing leaves this machine, nothing costs money. For
# a real resource, leave out the part between the two lines of dashes, write a profile (see the README), and name it
# in CURATOR_PROFILE. Then the job and the deployment cost what `submit` and `deploy` say before they ask.
set -eu

here=$(dirname "$0")
data=${1:-$here/support-dirty.jsonl}
folder=${2:-$(mktemp -d)}
mkdir -p "$folder"

# ----------------------------------------------------------------------------------------------------------------------
export CURATOR_PROFILE=practice
curator practice --port 0 --pace "${PACE:-10}" --state "$folder/practice" >"$folder/practice.env" &
practice=$!
trap 'kill "$practice" 2>/dev/null; wait "$practice" 2>/dev/null || true' EXIT
while [ ! -s "$folder/practice.env" ]; do
    kill -0 "$practice"     # ends the script when the service could not start
    sleep 0.1
done
. "$folder/practice.env"
# ----------------------------------------------------------------------------------------------------------------------

# 1 says that something was found, or left out: here that is what the next step is for. 2 is a reason to stop.
may_find() { "$@" || [ $? -eq 1 ]; }

may_find curator check "$data" --format json --output "$folder/findings.json"
curator fix "$data" --output "$folder/mended.jsonl" --overwrite
may_find curator split "$folder/mended.jsonl" --output "$folder/split" --overwrite

job=$(curator submit "$folder/split/training_set.jsonl" "$folder/split/validation_set.jsonl" \
    --model gpt-4.1-mini --epochs 2 --suffix loop --seed 42 --yes --follow)
echo "$job"

curator deploy "$job" --name loop --yes
curator chat loop --data "$folder/split/training_set.jsonl" --message "How long does delivery take?"
curator undeploy loop --name-again loop
