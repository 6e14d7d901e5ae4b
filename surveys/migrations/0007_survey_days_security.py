from django.db import connection, migrations

from tenants.scope import unscoped
from tenants.security import TenantTable

# Whatever changes a day's sums, in the same transaction: a plain row, so that nobody who answers waits for another.
DUE = """
CREATE FUNCTION surveys_survey_days_due() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO surveys_surveydaydue (vendor_id, day, at)
    SELECT DISTINCT NEW.vendor_id, (instant AT TIME ZONE 'UTC')::date, now()
    FROM unnest(CASE TG_OP WHEN 'UPDATE' THEN ARRAY[NEW.invited_at, NEW.answered_at, OLD.invited_at, OLD.answered_at]
        ELSE ARRAY[NEW.invited_at, NEW.answered_at] END) instant
    WHERE instant IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER surveys_survey_days_due
    AFTER INSERT OR UPDATE OF invited_at, answered_at, withdrawn_at, service, timeliness, quality ON surveys_survey
    FOR EACH ROW EXECUTE FUNCTION surveys_survey_days_due();
"""
UNDONE = "DROP TRIGGER surveys_survey_days_due ON surveys_survey; DROP FUNCTION surveys_survey_days_due();"
ALL = """
INSERT INTO surveys_surveydaydue (vendor_id, day, at)
SELECT vendor_id, (invited_at AT TIME ZONE 'UTC')::date, now() FROM surveys_survey WHERE invited_at IS NOT NULL UNION
SELECT vendor_id, (answered_at AT TIME ZONE 'UTC')::date, now() FROM surveys_survey WHERE answered_at IS NOT NULL
"""


def mark_all_days(apps, schema_editor):
    """Surveys from before are summed by the next sweep."""
    with unscoped("a migration marks every vendor's days"), connection.cursor() as cursor:
        cursor.execute(ALL)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0006_survey_days")]

    operations = [
        TenantTable("surveys_surveyday"),
        TenantTable("surveys_surveydaydue", acts="SELECT, INSERT, DELETE"),
        migrations.RunSQL(DUE, UNDONE),
        migrations.RunPython(mark_all_days, migrations.RunPython.noop),
    ]
