"""Raw SQL in every scope: what a forgotten filter, or an injected statement, would find and could change."""

import contextlib

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cases.models import Case
from cases.verbs.note import note
from cases.verbs.say import say
from tenants.roles import Role
from tenants.scope import acting, unscoped, working
from tests.cast import TUESDAY, submitted
from tests.surveyed import answered, surveyed

pytestmark = pytest.mark.django_db

# Tables that hold nothing of a partner's own: every side of the vendor reads all of them.
OF_THE_HOUSE = {
    "tenants_vendor", "tenants_listentry", "contacts_region", "contacts_product", "slas_servicecalendar",
    "slas_calendarversion", "slas_policyversion",
}  # fmt: skip


def ask(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def tenant_tables():
    found = ask("SELECT relname FROM pg_class WHERE relforcerowsecurity AND relkind = 'r' ORDER BY 1")
    return [name for (name,) in found]


def columns_of(table):
    found = ask("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", table)
    return {name for (name,) in found}


@pytest.fixture
def stage(cast):
    """A case with an internal note and an answer for each of the three partners."""
    cases = {}
    for name in ("nordwind", "baltic", "sarto"):
        organisation = getattr(cast, name)
        house = cast.velixo if name == "sarto" else cast.revalize
        case = submitted(organisation, customer_included=name == "nordwind")
        with working(house.vendor):
            note(case, by=house.agent, at=TUESDAY, body=f"secret of {name}")
            say(case, by=house.agent, at=TUESDAY, body=f"answer for {name}")
        cases[name] = case
    cast.cases = cases
    return cast


def seen(table, column="vendor_id"):
    return {value for (value,) in ask(f'SELECT DISTINCT {column} FROM "{table}"')}


def test_the_login_role_without_a_scope_sees_no_row_of_any_table(stage):
    for table in tenant_tables():
        assert ask(f'SELECT count(*) FROM "{table}"') == [(0,)], table


def test_the_vendors_side_sees_its_own_vendor_in_every_table(stage):
    own, foreign = stage.revalize.vendor.pk, stage.velixo.vendor.pk
    with acting(stage.revalize.agent):
        for table in tenant_tables():
            column = "id" if table == "tenants_vendor" else "vendor_id"
            assert foreign not in seen(table, column), table
        assert seen("cases_case") == {own}
        assert seen("cases_case", "partner_id") == {stage.nordwind.partner.pk, stage.baltic.partner.pk}


@pytest.mark.parametrize("role", [Role.DESIGNATED_CONTACT, Role.COLLEAGUE, Role.PORTAL_MANAGER, Role.CUSTOMER_USER])
def test_a_partners_people_see_their_own_partner_in_every_table(stage, role):
    own, tables = stage.nordwind.partner.pk, tenant_tables()
    columns = {table: columns_of(table) for table in tables}
    with acting(stage.nordwind.people[role]):
        for table in tables:
            try:
                with transaction.atomic():
                    vendors = seen(table, "id" if table == "tenants_vendor" else "vendor_id")
                    partners = seen(table, "partner_id") if "partner_id" in columns[table] else set()
            except DatabaseError as closed:
                assert "permission denied" in str(closed)
                continue
            assert vendors <= {stage.revalize.vendor.pk}, table
            # Staff belong to no partner: their names are read beside their messages.
            assert partners <= ({own, None} if table == "tenants_membership" else {own}), table


@pytest.mark.parametrize("role", [Role.DESIGNATED_CONTACT, Role.COLLEAGUE, Role.PORTAL_MANAGER, Role.CUSTOMER_USER])
def test_nobody_on_the_partners_side_reads_an_internal_note_or_its_event(stage, role):
    with acting(stage.nordwind.people[role]):
        assert [body for (body,) in ask("SELECT body FROM cases_message WHERE body LIKE 'secret%%'")] == []
        assert ask("SELECT count(*) FROM cases_caseevent WHERE audience = 'internal'") == [(0,)]
        assert ask("SELECT body FROM cases_message WHERE body LIKE 'answer%%'") == [("answer for nordwind",)]


def test_a_customers_user_sees_only_cases_that_include_the_customer(stage):
    submitted(stage.nordwind)
    with acting(stage.nordwind.people[Role.CUSTOMER_USER]):
        assert ask("SELECT number FROM cases_case") == [(stage.cases["nordwind"].number,)]
    with acting(stage.nordwind.contact):
        assert ask("SELECT count(*) FROM cases_case") == [(2,)]


def test_the_other_customer_of_the_partner_is_not_seen(stage):
    with acting(stage.nordwind.people[Role.CUSTOMER_USER]):
        assert ask("SELECT name FROM tenants_customer") == [("Hansa",)]


@pytest.mark.parametrize("role", [Role.DESIGNATED_CONTACT, Role.CUSTOMER_USER])
def test_the_partners_side_writes_nothing_anywhere(stage, role):
    tables = tenant_tables()
    with acting(stage.nordwind.people[role]):
        for table in tables:
            for sql in (
                f'DELETE FROM "{table}"',
                f'UPDATE "{table}" SET id = id',
                f'INSERT INTO "{table}" DEFAULT VALUES',
            ):
                with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                    ask(sql)


def test_the_vendors_side_changes_no_row_of_another_vendor(stage):
    foreign = stage.cases["sarto"]
    with acting(stage.revalize.agent):
        assert ask("UPDATE cases_case SET summary = 'taken' WHERE id = %s", foreign.pk) == 0
        assert ask("UPDATE cases_message SET body = 'taken' WHERE case_id = %s", foreign.pk) == 0
        assert ask("UPDATE tenants_vendor SET name = 'taken' WHERE id = %s", stage.velixo.vendor.pk) == 0
    with unscoped("a test looks at what is left"):
        assert Case.objects.get(pk=foreign.pk).summary == "Quotes cannot be saved since the update"


def test_a_row_cannot_be_moved_to_or_written_for_another_vendor(stage):
    other = stage.velixo.vendor.pk
    with acting(stage.revalize.agent):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            ask("UPDATE cases_case SET vendor_id = %s", other)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            ask("INSERT INTO tenants_partner (vendor_id, name) VALUES (%s, 'planted')", other)


@pytest.mark.parametrize(
    ("column", "foreign"),
    [
        ("contact_id", lambda cast: cast.baltic.contact.pk),
        ("owner_id", lambda cast: cast.velixo.agent.pk),
        ("customer_id", lambda cast: cast.baltic.customers[0].pk),
        ("partner_id", lambda cast: cast.sarto.partner.pk),
        ("merged_into_id", lambda cast: cast.cases["sarto"].pk),
    ],
)
def test_a_foreign_key_cannot_point_across_vendors_or_partners(stage, column, foreign):
    """Foreign keys bypass row-level security: without the composite ones this would tell that the row exists."""
    with acting(stage.revalize.agent), pytest.raises(IntegrityError, match="belongs"), transaction.atomic():
        ask(f"UPDATE cases_case SET {column} = %s WHERE id = %s", foreign(stage), stage.cases["nordwind"].pk)
        ask("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_message_cannot_be_hung_on_another_partners_case(stage):
    mine, theirs = stage.cases["nordwind"], stage.cases["baltic"]
    with acting(stage.revalize.agent), pytest.raises(IntegrityError, match="belongs"), transaction.atomic():
        ask("UPDATE cases_message SET case_id = %s WHERE case_id = %s", theirs.pk, mine.pk)
        ask("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_event_is_never_changed_or_deleted_not_even_by_the_owner_of_the_table(stage):
    with pytest.raises(DatabaseError), transaction.atomic(), unscoped("a test tries to rewrite history"):
        ask("UPDATE cases_caseevent SET kind = 'said'")
    ask("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        ask("ALTER TABLE cases_caseevent NO FORCE ROW LEVEL SECURITY")  # as the owner alone could
        ask("DELETE FROM cases_caseevent")


def test_a_nested_scope_sees_its_own_rows_and_gives_back_the_outer_one(stage):
    with acting(stage.nordwind.contact):
        with working(stage.revalize.vendor):
            assert ask("SELECT count(DISTINCT partner_id) FROM cases_case") == [(2,)]
        assert seen("cases_case", "partner_id") == {stage.nordwind.partner.pk}
        with acting(stage.velixo.agent):
            assert seen("cases_case") == {stage.velixo.vendor.pk}
        assert seen("cases_case", "partner_id") == {stage.nordwind.partner.pk}
    assert ask("SELECT count(*) FROM cases_case") == [(0,)]


def test_after_an_exception_in_a_nested_scope_the_outer_one_is_back(stage):
    with acting(stage.nordwind.contact):
        with pytest.raises(ZeroDivisionError), working(stage.revalize.vendor):
            _ = 1 / 0
        assert seen("cases_case", "partner_id") == {stage.nordwind.partner.pk}
        with pytest.raises(DatabaseError), working(stage.revalize.vendor):
            ask("SELECT 1 / 0")
        assert seen("cases_case", "partner_id") == {stage.nordwind.partner.pk}


def test_after_a_scope_the_connection_carries_nothing_over(stage):
    with acting(stage.revalize.agent):
        pass
    assert ask("SELECT current_user = session_user, current_setting('portal.vendor', true)") == [(True, "")]
    assert ask("SELECT count(*) FROM cases_case") == [(0,)]


def test_a_scope_that_swallowed_a_database_error_refuses_to_commit(stage):
    refusal = pytest.raises(transaction.TransactionManagementError, match="swallowed")
    with refusal, transaction.atomic(), working(stage.revalize.vendor), contextlib.suppress(DatabaseError):
        ask("SELECT 1 / 0")


def test_no_scope_of_a_vendor_reads_the_people_table(stage):
    for membership in (stage.revalize.agent, stage.nordwind.contact, stage.nordwind.people[Role.CUSTOMER_USER]):
        with acting(membership), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            ask("SELECT email FROM tenants_person")


def test_a_bell_shows_a_partners_person_only_their_own_lines(stage):
    from notifications.telling import sweep_announcements

    sweep_announcements(TUESDAY)
    with acting(stage.nordwind.contact):
        assert seen("notifications_delivery", "membership_id") == {stage.nordwind.contact.pk}
    with acting(stage.nordwind.people[Role.COLLEAGUE]):
        assert seen("notifications_delivery", "membership_id") == set()


@pytest.fixture
def surveyed_stage(stage):
    """An answered survey with a follow-up and a share for each of the three partners."""
    stage.surveys = {}
    for name in ("nordwind", "baltic", "sarto"):
        house = stage.velixo if name == "sarto" else stage.revalize
        survey = surveyed(house, getattr(stage, name))
        answered(survey, at=survey.invited_at, service=1, quality=1, quality_comment=f"word of {name}")
        stage.surveys[name] = survey
    return stage


SURVEYS = ["surveys_survey", "surveys_surveyanswer", "surveys_followup", "surveys_feedbackshare"]


def test_the_vendors_side_sees_its_own_vendors_surveys(surveyed_stage):
    stage = surveyed_stage
    for house, count in ((stage.revalize, 2), (stage.velixo, 1)):
        with acting(house.agent):
            for table in SURVEYS:
                assert (seen(table), ask(f"SELECT count(*) FROM {table}")) == ({house.vendor.pk}, [(count,)]), table
            assert ask("UPDATE surveys_followup SET note = 'taken' WHERE vendor_id <> %s", house.vendor.pk) == 0


def test_a_contact_reads_their_own_survey_and_nobody_else_on_the_partners_side_any(surveyed_stage):
    stage = surveyed_stage
    with acting(stage.nordwind.contact):
        assert ask("SELECT quality_comment FROM surveys_surveyanswer") == [("word of nordwind",)]
        assert ask("SELECT id FROM surveys_survey") == [(stage.surveys["nordwind"].pk,)]
    for role in (Role.COLLEAGUE, Role.PORTAL_MANAGER, Role.CUSTOMER_USER):
        with acting(stage.nordwind.people[role]):
            assert ask("SELECT count(*) FROM surveys_survey") == [(0,)], role
            assert ask("SELECT count(*) FROM surveys_surveyanswer") == [(0,)], role


@pytest.mark.parametrize("table", ["surveys_followup", "surveys_feedbackshare"])
@pytest.mark.parametrize("role", [Role.DESIGNATED_CONTACT, Role.CUSTOMER_USER])
def test_follow_ups_and_shares_are_closed_to_the_partners_side(surveyed_stage, table, role):
    refusal = pytest.raises(DatabaseError, match="permission denied")
    with acting(surveyed_stage.nordwind.people[role]), refusal, transaction.atomic():
        ask(f"SELECT 1 FROM {table}")


def test_an_answer_is_never_changed_or_deleted(surveyed_stage):
    with acting(surveyed_stage.revalize.manager):
        for sql in ("UPDATE surveys_surveyanswer SET service = 5", "DELETE FROM surveys_surveyanswer"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                ask(sql)


@pytest.mark.parametrize(
    ("sql", "foreign"),
    [
        ("UPDATE surveys_survey SET case_id = %s WHERE id = %s", lambda stage: stage.cases["baltic"].pk),
        ("UPDATE surveys_survey SET membership_id = %s WHERE id = %s", lambda stage: stage.baltic.contact.pk),
        ("UPDATE surveys_survey SET owner_id = %s WHERE id = %s", lambda stage: stage.velixo.agent.pk),
        ("UPDATE surveys_followup SET owner_id = %s WHERE survey_id = %s", lambda stage: stage.velixo.agent.pk),
    ],
)
def test_a_survey_cannot_point_across_vendors_or_partners(surveyed_stage, sql, foreign):
    with acting(surveyed_stage.revalize.agent), pytest.raises(IntegrityError, match="belongs"), transaction.atomic():
        ask(sql, foreign(surveyed_stage), surveyed_stage.surveys["nordwind"].pk)
        ask("SET CONSTRAINTS ALL IMMEDIATE")
