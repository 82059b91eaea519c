#!/usr/bin/env bash
# What the action does: preview, a page in the job's summary, one comment, the exit code.
set -uo pipefail

out=${RUNNER_TEMP:-/tmp}/openline-preview
mkdir -p "$out"

if [ -n "${FETCH:-}" ]; then
    # a checkout of depth 1 has the pull request alone
    git fetch --quiet --no-tags --depth=1 origin "+refs/heads/$FETCH:refs/remotes/origin/$FETCH" || exit 2
fi

# where the pages of the findings can be read: in this action's own repository, at its commit; or in
# the repository under test, where the action lies in it
server=${GITHUB_SERVER_URL:-https://github.com}
if [ -n "${GITHUB_ACTION_REPOSITORY:-}" ]; then
    export OPENLINE_DOCS="$server/$GITHUB_ACTION_REPOSITORY/blob/${GITHUB_ACTION_REF:-HEAD}/docs"
else
    top=$(cd "${GITHUB_ACTION_PATH:-.}/../../.." && pwd)
    case "$top/" in
    "${GITHUB_WORKSPACE:-none}"/*)
        export OPENLINE_DOCS="$server/$GITHUB_REPOSITORY/blob/${GITHUB_SHA:-HEAD}${top#"$GITHUB_WORKSPACE"}/docs"
        ;;
    esac
fi

rests=--sensitivity
if [ "${SENSITIVITY:-true}" != true ]; then
    rests=
fi
openline preview "$STACK" --against "$AGAINST" ${rests:+"$rests"} \
    --markdown "$out/preview.md" --sarif "$out/preview.sarif" --junit "$out/preview.xml"
code=$?

{
    echo "exit-code=$code"
    echo "markdown=$out/preview.md"
    echo "sarif=$out/preview.sarif"
    echo "junit=$out/preview.xml"
} >>"$GITHUB_OUTPUT"

case $code in
0 | 10 | 11) ;;
*) exit "$code" ;; # bad input, or a bug: there is nothing to show
esac

cat "$out/preview.md" >>"$GITHUB_STEP_SUMMARY"
if [ "${COMMENT:-true}" = true ]; then
    # a fork's pull request may not be commented on; the summary has the page all the same
    python -m openline_drills.comment "$out/preview.md" || echo "::warning::no comment was made; the job's summary has the page"
fi
if [ "${FAIL:-true}" != true ]; then
    exit 0
fi
exit "$code"
