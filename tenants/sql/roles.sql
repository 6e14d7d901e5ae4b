-- The roles of one installation. Run once per database, as a superuser (or a role with CREATEROLE that
-- may grant to the login role), connected to the portal's database, with two settings given first:
--
--   psql -d portal -c "SET portal.login = 'portal'" -c "SET portal.prefix = 'portal'" -f tenants/sql/roles.sql
--
--   portal.login   the role of DATABASE_URL: owns the database and its tables, no superuser, bypasses nothing
--   portal.prefix  SCOPE_ROLE_PREFIX, by default the database's name
--
-- The login role owns the tables and matches no policy, so by itself it sees no row. A scope enters one of
-- four roles that cannot log in (SET LOCAL ROLE), and nothing may be inherited: policies of inherited roles
-- add up, and a partner would read internal notes. Running the file again changes nothing.

DO $$
DECLARE
    login  text := current_setting('portal.login');
    prefix text := current_setting('portal.prefix');
    side   text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
        RAISE EXCEPTION 'The login role % does not exist: create it first', login;
    END IF;
    EXECUTE format('ALTER ROLE %I NOSUPERUSER NOBYPASSRLS NOINHERIT', login);
    FOREACH side IN ARRAY ARRAY['vendor', 'partner', 'customer', 'system'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = prefix || '_' || side) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT', prefix || '_' || side);
        END IF;
        IF current_setting('server_version_num')::int >= 160000 THEN
            EXECUTE format('GRANT %I TO %I WITH INHERIT FALSE, SET TRUE', prefix || '_' || side, login);
        ELSE
            EXECUTE format('GRANT %I TO %I', prefix || '_' || side, login);
        END IF;
        EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', prefix || '_' || side);
    END LOOP;
    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA public TO %I', login);
END
$$;

-- Backups read every row: run pg_dump as a superuser, or as a role of its own with BYPASSRLS and
-- SELECT on all tables. It is not created here, because nothing of the portal may enter it.
