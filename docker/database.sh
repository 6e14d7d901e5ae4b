#!/bin/sh
# Run once by the database's image, as its superuser, on the empty database: the login role of DATABASE_URL,
# which is no superuser, and the roles that its scopes enter.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" -v password="$DATABASE_PASSWORD" <<'SQL'
CREATE ROLE portal LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD :'password';
ALTER DATABASE portal OWNER TO portal;
SQL
PGOPTIONS="-c portal.login=portal -c portal.prefix=portal" \
    psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --file /roles.sql
