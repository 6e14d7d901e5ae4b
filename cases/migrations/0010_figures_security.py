from django.db import migrations

from tenants.security import TenantTable

# Whatever changes a case: its row is written with every event of its log. A plain row without a key of its own, so
# that no verb waits for another one.
DUE = """
CREATE FUNCTION cases_case_figures_due() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO cases_figuresdue (vendor_id, case_id, at) VALUES (NEW.vendor_id, NEW.id, now());
    RETURN NULL;
END $$;
CREATE TRIGGER cases_case_figures_new AFTER INSERT ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_case_figures_due();
CREATE TRIGGER cases_case_figures_changed AFTER UPDATE OF event_count ON cases_case
    FOR EACH ROW WHEN (OLD.event_count IS DISTINCT FROM NEW.event_count) EXECUTE FUNCTION cases_case_figures_due();
"""
UNDONE = """
DROP TRIGGER cases_case_figures_changed ON cases_case;
DROP TRIGGER cases_case_figures_new ON cases_case;
DROP FUNCTION cases_case_figures_due();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_figures")]

    operations = [
        TenantTable("cases_casefigure"),
        TenantTable("cases_dailyfigure"),
        TenantTable("cases_dailyspread"),
        TenantTable("cases_figuresdue", acts="SELECT, INSERT, DELETE"),
        migrations.RunSQL(DUE, UNDONE),
    ]
