# Sourced by ./clerestory and ./test: make a virtual environment from a hash-pinned list, once.

# Print the first Python of version 3.11 or later that has venv; empty if there is none.
find_python() {
    for candidate in "${CLERESTORY_PYTHON:-}" python3.11 python3 python3.12 python3.13; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

# set_up VENV REQUIREMENTS ROOT [compile]: no work if VENV was completed from this very list.
set_up() {
    venv=$1 list=$2 root=$3 mode=${4:-}
    mark="$venv/.complete-$(cksum <"$list" | tr ' ' '-')-$(cksum <"$root/requirements/setup.sh" | tr ' ' '-')"
    [ -e "$mark" ] && { compile_if_changed "$venv" "$root" "$mode"; return; }
    python=$(find_python)
    if [ -z "$python" ]; then
        echo "clerestory: needs Python 3.11 or later with venv (Debian: apt-get install python3-venv)" >&2
        exit 2
    fi
    while ! mkdir "$venv.lock" 2>/dev/null; do
        if ! kill -0 "$(cat "$venv.lock/pid" 2>/dev/null || echo $$)" 2>/dev/null; then
            rm -rf "$venv.lock"
        else
            echo "clerestory: another set-up of $(basename "$venv") is under way, waiting" >&2
            sleep 2
        fi
        [ -e "$mark" ] && { compile_if_changed "$venv" "$root" "$mode"; return; }
    done
    echo $$ >"$venv.lock/pid"
    trap 'rm -rf "$venv.lock"' EXIT
    trap 'exit 2' INT TERM
    echo "clerestory: setting up $(basename "$venv"), once; this takes a few minutes" >&2
    rm -rf "$venv"
    "$python" -m venv "$venv" || exit 2
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
        --requirement "$list" >"$venv.log" 2>&1 || {
        tail -n 20 "$venv.log" >&2
        echo "clerestory: the packages of $(basename "$list") could not be installed; check the way to the package registry and run again" >&2
        exit 2
    }
    site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '%s\n' "$root/src" >"$site/clerestory.pth"
    "$venv/bin/python" -m compileall -q "$root/src" >&2 || exit 2
    compile_if_changed "$venv" "$root" "$mode"
    : >"$mark"
    rm -rf "$venv.lock" "$venv.log"
    trap - EXIT INT TERM
}

# compile_if_changed VENV ROOT MODE: compiled code holds what it calls of other files, and does not notice
# when those change; so all of it is made anew whenever a source has changed.
compile_if_changed() {
    [ "$3" = compile ] || return 0
    sources=$(find "$2/src" -name '*.py' -exec cksum {} + | LC_ALL=C sort | cksum | tr ' ' '-')
    [ -e "$1/.compiled-$sources" ] && return 0
    rm -f "$1"/.compiled-*
    find "$2/src" -name '*.nb[ci]' -exec rm -f {} +
    "$1/bin/python" -m clerestory.cli.compile >&2 || exit 2
    : >"$1/.compiled-$sources"
}
