# Sourced by the commands in bin/: sets $python to a Python that is new enough, or says what is missing.
# It must not need anything but a POSIX shell.

fit='import sys; sys.exit(sys.version_info < (3, 11))'
able='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'

find_python() {
    # A .venv that works is the quickest; a Python that can make one comes next.
    if "$checkout/.venv/bin/python" -c "$fit" >/dev/null 2>&1; then
        python=$checkout/.venv/bin/python
        return 0
    fi
    for need in "$able" "$fit"; do
        for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python; do
            if "$name" -c "$need" >/dev/null 2>&1; then
                python=$name
                return 0
            fi
        done
    done
    return 1
}

if ! find_python; then
    echo "The portal needs Python 3.11 or later, and none was found." >&2
    if command -v python3 >/dev/null 2>&1; then
        echo "  found       $(command -v python3), $(python3 --version 2>&1)" >&2
    fi
    echo "  to mend     On Debian or Ubuntu: apt install python3 python3-venv. Another one: PYTHON=/path/to/python bin/run" >&2
    exit 2
fi
