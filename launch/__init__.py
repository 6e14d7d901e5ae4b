"""Sets a machine up and starts the portal's parts on it: bin/run, bin/manage, bin/test and bin/bench.

    python.sh      finds a Python that is new enough (before anything else runs)
    packages       makes .venv and installs the locked packages (standard library only)
    postgres       the embedded PostgreSQL            broker   the embedded Valkey
    roles          login role, database, scope roles  servers  both, or those that the environment names
    guard          starts processes so that none outlives the launcher; watcher is its other half
    part           one process: start, ready, end     supervisor   keeps parts running
    run, manage, checks, bench   the four commands

It stands beside the portal's floors: it imports none of them, and they do not know it.
"""
