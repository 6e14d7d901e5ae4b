"""Every address × every role: what a person gets for an own thing. tests/doors/test_table.py walks it.

Other things follow from one rule: another vendor's is 404 for everybody; another partner's is 404 for the partner's
side, unless its role is stopped at the door anyway (403), and like an own one for the vendor's side.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from tenants.roles import Role

STAFF = tuple(Role.vendor_side())
CONTACT = (Role.DESIGNATED_CONTACT,)
COLLEAGUES = (Role.COLLEAGUE, Role.PORTAL_MANAGER)
PARTNER = CONTACT + COLLEAGUES
CUSTOMER = (Role.CUSTOMER_USER,)
ADMINISTRATORS = (Role.ADMINISTRATOR,)
PREFERENCES = dict.fromkeys(("cases", "escalations", "notices", "surveys"), "at_once") | {"digest_at": "08:00"}
BOTH_LANGUAGES = {"title_en": "News", "body_en": "More.", "title_de": "Neues", "body_de": "Mehr."}
LEADERS = (Role.MANAGER, Role.ADMINISTRATOR)
WRITERS = (*LEADERS, Role.PRODUCT_MANAGER)
OFFERERS = (*LEADERS, Role.CONSULTANT, Role.ACCOUNT_MANAGER)
# The doors read the real clock.
TOMORROW = (date.today() + timedelta(days=2)).isoformat()
OFFER = {"body": "A report.", "basis": "fixed", "amount": "1200.00", "currency": "EUR", "valid_until": TOMORROW}
EVERYBODY = STAFF + PARTNER + CUSTOMER


@dataclass(frozen=True)
class Row:
    """`by_role` holds the status for each role; roles that are not in it get `rest`.

    of: what the address names beyond the vendor: "" nothing, "case", or a row that hangs on a case.
    """

    by_role: dict
    method: str = "get"
    data: dict = field(default_factory=dict)
    of: str = ""
    rest: int = 403

    def status(self, role) -> int:
        return next((status for roles, status in self.by_role.items() if role in roles), self.rest)


def post(by_role, of="case", **data) -> Row:
    return Row(by_role, "post", data, of)


# One address may stand in several rows: what is posted decides who may.
TABLE: list[tuple[str, Row]] = [
    ("home", Row({STAFF: 302, PARTNER + CUSTOMER: 200})),
    ("case_list", Row({STAFF: 302, PARTNER + CUSTOMER: 200})),
    ("new_case", Row({CONTACT: 200})),
    ("new_case", post({CONTACT: 422}, of="")),
    ("forecast", post({CONTACT: 200}, of="", severity="S3", environment="production")),
    ("policy", Row({STAFF + PARTNER: 200})),
    ("organisation", Row({PARTNER: 200})),
    ("profile", Row({EVERYBODY: 200})),
    ("profile", post({EVERYBODY: 302}, of="", name="Somebody", language="en", zone="Europe/Berlin")),
    ("preferences", Row({EVERYBODY: 200})),
    ("preferences", post({EVERYBODY: 302}, of="", **PREFERENCES)),
    ("mails", Row({ADMINISTRATORS: 200})),
    ("mails_retry", post({ADMINISTRATORS: 302}, of="", delivery="all")),
    ("logo", Row({EVERYBODY: 200})),
    ("seat", post({EVERYBODY: 302}, of="")),
    ("incoming_mails", Row({ADMINISTRATORS: 200})),
    ("incoming_mail_retry", Row({ADMINISTRATORS: 302}, "post", of="incoming_mail")),
    ("mails_start_again", Row({ADMINISTRATORS: 302}, "post", of="dead_address")),
    ("queue", Row({STAFF: 200})),
    ("queue_news", Row({STAFF: 200}, data={"since": "10000"})),
    ("queue_act", post({STAFF: 302}, of="", act="assign")),
    ("save_view", post({STAFF: 302}, of="", name="Ours", view="view=mine")),
    ("save_view", post({LEADERS: 302}, of="", name="Ours", view="view=mine", team="on")),
    ("change_view", post({LEADERS: 302}, of="view", act="rename", name="Theirs")),
    ("change_view", post({LEADERS: 302}, of="view", act="delete")),
    ("escalations", Row({LEADERS: 200})),
    ("escalations_csv", Row({LEADERS: 200})),
    ("feedback", Row({STAFF: 200})),
    ("feedback_table", Row({STAFF: 200}, of="ratings")),
    ("feedback_claim", post({LEADERS: 302}, of="follow_up")),
    ("feedback_done", post({LEADERS: 302}, of="follow_up", outcome="spoken", note="All is well.")),
    ("feedback_remove", Row({LEADERS: 200}, of="comment")),
    ("feedback_remove", post({LEADERS: 302}, of="comment", reason="A password")),
    ("survey_terms", Row({ADMINISTRATORS: 200})),
    ("survey_terms", post({ADMINISTRATORS: 422}, of="")),
    ("figures", Row({LEADERS: 200})),
    ("figure_cases", Row({LEADERS: 200}, data={"figure": "received"})),
    ("figure_table", Row({LEADERS: 200}, of="table")),
    ("figure_mails", Row({LEADERS: 200})),
    (
        "figure_mails",
        post({LEADERS: 302}, of="", page="figures", every="day", weekday="0", month_day="1", clock="08:00"),
    ),
    # One's own alone: this is the agent's, who no longer reads figures.
    ("stop_figure_mail", post({LEADERS: 404}, of="agents_report")),
    ("bell", Row({EVERYBODY: 200})),
    ("bell_count", Row({EVERYBODY: 200})),
    ("bell_read", post({EVERYBODY: 302}, of="")),
    ("search", Row({EVERYBODY: 200})),
    ("case", Row({EVERYBODY: 200}, of="case")),
    ("presence", Row({STAFF: 200}, of="case")),
    ("effect", Row({STAFF: 200}, of="case")),
    ("say", post({STAFF + CONTACT: 302}, kind="reply", body="A word.", seen="99")),
    ("say", post({STAFF: 302}, kind="note", body="A note.", seen="99")),
    ("say", post({STAFF: 302}, kind="reply", body="A word.", seen="99", then="waiting")),
    ("assign", post({STAFF: 302}, owner="{owner}")),
    ("set_status", post({STAFF: 302}, to="waiting")),
    ("set_status", post({STAFF: 302}, to="referred", department="product-management")),
    ("set_status", post({STAFF: 302}, to="resolved", cause="")),
    ("set_status", post({STAFF + CONTACT: 302}, to="closed")),
    ("severity", post({STAFF: 302}, act="confirm", severity="S3")),
    ("severity", post({STAFF + CONTACT: 302}, act="propose", severity="S2", body="It got worse.")),
    ("escalation", post({STAFF: 302}, act="escalate", body="They go live tomorrow.")),
    ("escalation", post({CONTACT: 302}, act="ask", body="We go live tomorrow.")),
    ("escalation", post({LEADERS: 302}, act="lower", body="It is under way.")),
    ("escalation", post({LEADERS: 302}, act="seen", body="I have called them.")),
    # The case came by a form: nothing was assumed, so the verb refuses.
    ("settle_fact", post({STAFF + CONTACT: 422}, fact="impact", value="several-users", act="confirm")),
    ("watch", post({STAFF + CONTACT: 302}, person="{colleague}")),
    ("receipt", Row({STAFF + PARTNER: 200}, of="milestone", rest=404)),
    ("attachment", Row({EVERYBODY: 200}, of="attachment")),
    ("redact", Row({LEADERS: 200}, of="message")),
    # Revalize has no categories: who may sort is told so.
    ("case_category", Row({STAFF: 422}, "post", {"category": "training"}, "case")),
    ("offer_new", Row({OFFERERS: 200}, of="services")),
    ("offer_new", post({OFFERERS: 302}, of="services", **OFFER)),
    ("offer", Row({STAFF + PARTNER: 200}, of="offer", rest=404)),
    ("offer_answer", post({CONTACT: 302}, of="offer", act="accept")),
    ("offer_answer", post({CONTACT: 302}, of="offer", act="decline", body="Too dear.")),
    ("offer_withdraw", post({OFFERERS: 302}, of="offer")),
    ("redact", post({LEADERS: 302}, of="message")),
    ("notices", Row({EVERYBODY: 200})),
    ("notice_addresses", post({EVERYBODY: 302}, of="")),
    # The notice is a release: customers read incidents and maintenance windows alone.
    ("notice", Row({STAFF + PARTNER: 200}, of="notice", rest=404)),
    ("notice", Row({EVERYBODY: 200}, of="incident")),
    ("notice", Row({WRITERS: 200}, of="draft", rest=404)),
    ("notice_new", Row({WRITERS: 200})),
    ("notice_new", post({WRITERS: 302}, of="", kind="release", title_en="News")),
    ("notice_new", post({LEADERS: 302}, of="", kind="maintenance", title_en="Pause")),
    ("notice_edit", Row({WRITERS: 200}, of="draft")),
    ("notice_edit", Row({LEADERS: 200}, of="draft_incident")),
    ("notice_edit", post({WRITERS: 302}, of="draft", kind="release", title_en="News")),
    # Nobody turns a draft of their own into what they may not tell.
    ("notice_edit", post({LEADERS: 302}, of="draft", kind="incident", title_en="News")),
    ("notice_edit", post({LEADERS: 302}, of="draft_incident", kind="release", title_en="News")),
    ("notice_publish", post({WRITERS: 302}, of="draft")),
    ("notice_publish", post({LEADERS: 302}, of="draft_incident")),
    ("notice_correct", Row({WRITERS: 200}, of="notice")),
    ("notice_correct", Row({LEADERS: 200}, of="incident")),
    ("notice_correct", post({WRITERS: 302}, of="notice", **BOTH_LANGUAGES)),
    ("notice_correct", post({LEADERS: 302}, of="incident", title_en="News", body_en="More.")),
    ("notice_end", Row({WRITERS: 200}, of="notice")),
    ("notice_end", post({LEADERS: 302}, of="incident")),
    ("notice_withdraw", Row({WRITERS: 200}, of="notice")),
    ("notice_withdraw", post({WRITERS: 302}, of="notice")),
    ("notice_withdraw", post({LEADERS: 302}, of="incident")),
    ("notice_answer", post({LEADERS: 302}, of="incident")),
    ("case_incident", post({STAFF: 302}, notice="{incident}", act="link")),
    ("case_incident", post({STAFF: 302}, notice="{incident}", act="unlink")),
]

# Addresses without a vendor: what a stranger gets. Their own tests say the rest.
GLOBAL = {
    "landing": 302,
    "health": 200,
    "mail_in": 405,
    "mail_hook": 405,
    "demo": 404,
    "demo_mails": 404,
    "demo_mail": 404,
    "demo_mail_html": 404,
    "operator": 302,
    "operator_mails": 302,
    "operator_mail": 302,
    "operator_mail_give": 405,
    "operator_mail_discard": 405,
    "language": 405,
    "brand": 200,
    "account_login": 200,
    "account_logout": 302,
    "account_inactive": 200,
    "account_signup": 403,
    "account_change_password": 302,
    "account_set_password": 302,
    "account_reset_password": 200,
    "account_reset_password_done": 200,
    "account_reset_password_from_key": 200,
    "account_reset_password_from_key_done": 200,
}

# What of these can be posted: what a stranger gets who has no key, and where there is no demo.
GLOBAL_POSTED = {
    "mail_in": 404,
    "demo": 404,
    "demo_mail": 404,
    "operator": 405,
    "brand": 405,
    "account_signup": 403,
    "account_change_password": 302,
    "account_set_password": 302,
}

# Addresses that a signed token opens, without a sign-in: the token's purpose.
BY_TOKEN = {
    "stop_mails": "unsubscribe",
    "survey": "survey",
    "notice_feed": "feed",
    "notice_calendar": "feed",
}
